"""The bench of the mapping tells its figures. What they are here is not judged, but memory is: it must not grow."""

from bench.mapping import run


def test_the_mapping_bench_tells_its_figures_and_no_memory_grows():
    figures = run(["--preset", "original-dj", "--messages", "2000"])
    assert figures["messages"] == 2000
    assert figures["actions"] > 500
    assert figures["pieces of memory more"] < 50
