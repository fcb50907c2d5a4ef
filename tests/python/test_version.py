from importlib.metadata import version

import prct


def test_core_and_package_agree_on_the_version():
    assert prct.__version__ == version("prct")
