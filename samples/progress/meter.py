"""The text of a tqdm progress bar, byte for byte what tqdm writes where it cannot see a terminal's width."""

BLOCKS = " ▏▎▍▌▋▊▉█"
WIDTH = 10


def clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return "%d:%02d:%02d" % (hours, minutes, rest) if hours else "%02d:%02d" % (minutes, rest)


def meter(done: int, total: int, seconds: float, prefix: str = "", postfix: str = "", invert: bool = True) -> str:
    """One state of the bar.

    seconds: since the bar began.
    prefix: text before the percentage, such as "Epoch 3: ".
    postfix: text after the rate, such as "loss=0.5".
    invert: whether a rate below one per second is shown as seconds per iteration. tqdm does, Lightning does not.
    """
    fraction = done / total
    full, eighths = divmod(int(fraction * WIDTH * 8), 8)
    bar = BLOCKS[-1] * full + (BLOCKS[eighths] + " " * (WIDTH - full - 1) if full < WIDTH else "")
    rate = done / seconds if done and seconds else None
    if rate is None:
        speed, left = "?it/s", "?"
    else:
        speed = "%5.2fs/it" % (1 / rate) if invert and rate < 1 else "%5.2fit/s" % rate
        left = clock((total - done) / rate)
    return "%s%3.0f%%|%s| %d/%d [%s<%s, %s%s]" % (
        prefix, fraction * 100, bar, done, total, clock(seconds), left, speed, ", " + postfix if postfix else ""
    )
