#include "prct/error.hpp"

#include <gtest/gtest.h>

TEST(Error, InputErrorIsAnError) { EXPECT_THROW(throw prct::InputError("x"), prct::Error); }
