"""Sound in files: what a file is, reading it block by block, writing it, resampling it, how loud it is."""
