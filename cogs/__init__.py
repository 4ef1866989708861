"""What people do in Discord: one file, one feature. A module here with a ``setup`` is loaded; nothing lists it."""

import importlib
import pkgutil
from types import ModuleType


def features() -> list[ModuleType]:
    """The modules of this package that have a ``setup``.

    They are imported like any others: ``load_extension`` would execute each a second time, with classes of its own.
    """
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return [module for module in modules if hasattr(module, "setup")]
