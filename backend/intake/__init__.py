"""Taking in bundles: everything wrong at once, one case a bundle, dispatch by stage."""
