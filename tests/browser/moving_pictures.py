"""A film for a browser's make-believe camera: a label with Code 128 on it, lying still."""

from pathlib import Path

# Widths of bars and gaps of values 0 to 106, each six of them; the stop has seven. ISO/IEC 15417, table 1.
_WIDTHS = (  # noqa: SIM905  as a list they would be as many lines
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222"
    " 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321"
    " 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121"
    " 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224"
    " 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111"
    " 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113"
    " 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
).split()
_START_B, _STOP = 104, 106
WIDTH, HEIGHT, FRAMES = 640, 480, 10


def barcode_film(path: Path, text: str) -> None:
    """Write Y4M: a grey picture of the label, as often as the camera wants it."""
    frame = _frame(_modules(text))
    # Colourless: both colour planes are in their middle.
    plain = bytes([128]) * (WIDTH * HEIGHT // 2)
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(head + (b"FRAME\n" + frame + plain) * FRAMES)


def _modules(text: str) -> list[bool]:
    """Black or not, module by module, with the check symbol."""
    values = [_START_B, *(ord(sign) - 32 for sign in text)]
    check = (values[0] + sum(at * value for at, value in enumerate(values[1:], start=1))) % 103
    black = []
    for value in (*values, check, _STOP):
        for at, width in enumerate(_WIDTHS[value]):
            black += [at % 2 == 0] * int(width)
    return black


def _frame(black: list[bool]) -> bytes:
    each = (WIDTH - 80) // len(black)
    label = bytes(0 if module else 255 for module in black for _ in range(each))
    left = (WIDTH - len(label)) // 2
    line = b"\xff" * left + label + b"\xff" * (WIDTH - left - len(label))
    paper = b"\xff" * WIDTH
    return paper * 120 + line * 240 + paper * (HEIGHT - 360)
