import sys

from . import (
    customers,
    growth,
    import_years,
    install,
    jalali_buckets,
    opening,
    reports,
    survey_averages,
)

BENCHMARKS = {
    "jalali": jalali_buckets.main,
    "install": install.main,
    "customers": customers.main,
    "growth": growth.main,
    "opening": opening.main,
    "import": import_years.main,
    "surveys": survey_averages.main,
    "reports": reports.main,
}


def main(args):
    """Run the benchmarks named, or all."""
    names = [arg for arg in args if arg in BENCHMARKS] or list(BENCHMARKS)
    options = [arg for arg in args if arg not in BENCHMARKS]
    for name in names:
        BENCHMARKS[name](options)


if __name__ == "__main__":
    main(sys.argv[1:])
