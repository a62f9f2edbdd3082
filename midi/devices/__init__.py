"""Controllers as things one owns: which one is which, what is set for it, what becomes of it when its cable moves."""
