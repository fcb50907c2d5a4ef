#include "platform/kernel_images.hpp"

#include <list>
#include <map>
#include <mutex>

#include "platform/built_in_images.hpp"

namespace prct::cuda {

namespace {

struct Images {
    std::mutex mutex;
    std::map<std::string, std::span<const std::byte>> by_stem;
    std::list<std::vector<std::byte>> set;

    Images() {
        for (const BuiltInImage& image : built_in_images()) by_stem[image.stem] = image.bytes;
    }
};

Images& images() {
    static Images all;
    return all;
}

}  // namespace

std::span<const std::byte> kernel_image(const std::string& stem) {
    const std::lock_guard lock(images().mutex);
    const auto found = images().by_stem.find(stem);
    return found == images().by_stem.end() ? std::span<const std::byte>() : found->second;
}

void set_kernel_image(const std::string& stem, std::vector<std::byte> image) {
    const std::lock_guard lock(images().mutex);
    images().set.push_back(std::move(image));
    images().by_stem[stem] = images().set.back();
}

std::vector<std::string> kernel_stems() {
    std::vector<std::string> stems;
    for (const BuiltInImage& image : built_in_images()) stems.push_back(image.stem);
    return stems;
}

}  // namespace prct::cuda
