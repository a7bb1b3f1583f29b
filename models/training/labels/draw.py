"""Draws marks of text onto pictures as apps do: fonts, sizes, colours, opacity, outlines, shadows and boxes.

What a mark says is either an AI label as Chinese apps draw it (`say_label`) or any other text that stands at the edge
of photos (`say_other`): dates, shop names, camera names, and words that share characters with labels.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

TOKENS = ["AI", "生", "成", "合", "人", "工", "智", "能", "即", "梦"]
"""What the network reads: enough for each wording of GB 45438-2025 section 5.2, (AI or 人工智能) with (生成 or 合成), and 即梦AI."""

_DEBIAN = "/usr/share/fonts/"
TRAINED_FONTS = [
    (_DEBIAN + "opentype/noto/NotoSansCJK-Regular.ttc", 2),
    (_DEBIAN + "opentype/noto/NotoSansCJK-Regular.ttc", 2),
    (_DEBIAN + "opentype/noto/NotoSansCJK-Bold.ttc", 2),
    (_DEBIAN + "opentype/noto/NotoSansCJK-Bold.ttc", 2),
    (_DEBIAN + "opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    (_DEBIAN + "opentype/noto/NotoSerifCJK-Bold.ttc", 2),
    (_DEBIAN + "truetype/wqy/wqy-zenhei.ttc", 0),
    (_DEBIAN + "truetype/wqy/wqy-zenhei.ttc", 0),
    (_DEBIAN + "truetype/arphic/ukai.ttc", 0),
    (_DEBIAN + "truetype/arphic-gbsn00lp/gbsn00lp.ttf", 0),
]
"""Debian's fonts-noto-cjk (index 2 is simplified Chinese), fonts-wqy-zenhei, fonts-arphic-ukai, fonts-arphic-gbsn00lp."""
UNSEEN_FONTS = [
    (_DEBIAN + "truetype/wqy/wqy-microhei.ttc", 0),
    (_DEBIAN + "truetype/arphic/uming.ttc", 0),
]
"""Never trained on: what an app draws with is not among ours either."""

BRANDS = ["豆包", "千问", "元宝", "可灵", "文心", "智谱", "海螺", "通义", "百度", "美图", "剪映", "醒图", "夸克", "星绘", "Vidu"]
HARD = [
    "生成", "自动生成", "一键生成", "生成中", "系统生成", "AI相机", "AI摄影", "AI智能拍照", "AI QUAD CAMERA", "AI CAMERA",
    "SHOT ON HUAWEI P30", "SHOT ON MI 9T", "SHOT ON OnePlus", "REDMI NOTE 8 AI QUAD CAMERA", "AI TRIPLE CAMERA",
    "Xiaomi 14 Ultra LEICA", "vivo X100 ZEISS", "HONOR 90", "OPPO Reno AI", "人工智能", "智能手机", "人工客服", "合成纤维",
    "人生", "成人用品", "生日快乐", "合格证", "即日起", "梦之蓝", "即食", "合成革", "养生", "先生", "成都", "能量",
    "工厂直营", "智能家居", "人工制作", "工人", "成分", "生产日期", "成品", "美梦成真", "天生", "新生活", "水印相机",
    "今日水印", "版权所有", "AI 12", "AIR MAX", "HAIER", "MAIN", "PAID", "SHANGHAI", "T-AIR", "AL生活", "A1生成", "Made in China",
    "由人工生成", "人生成长", "智能合成", "手工合成", "天工生成", "AI修图", "AI配音", "AI绘图", "AI设计",
]  # fmt: skip
LOOKALIKES = "牛主王丰庄性姓胜星戍戌咸威戊城诚盛或台会含舍命仓给入八大从火土干二江功曾音知暂熊态龙既郎却印楚林焚棼攀卫"
COMMON = "".join(
    bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)
)
"""The 3755 common characters of GB 2312."""


def say_label(rng: random.Random) -> str:
    maker = rng.choice(["AI", "AI", "AI", "人工智能"])
    verb = rng.choice(["生成", "生成", "生成", "合成"])
    gap = rng.choice(["", "", "", " "])
    core = f"{maker}{gap}{verb}"
    return rng.choice([
        core, core, f"{core}内容", f"由{core}", f"内容由{core}", f"图片由{core}", f"本图片由{core}", f"{core}图片", f"{core}，仅供参考",
        f"豆包{core}", f"{rng.choice(BRANDS)}{core}", f"{rng.choice(BRANDS)} {core}", f"千问{core}", "即梦AI", "即梦AI", f"即梦 {core}",
        f"即梦AI {verb}", f"疑似{core}", f"作品由{core}", f"@{random_text(rng, 3)} {core}",
    ])  # fmt: skip


def random_text(rng: random.Random, length: int) -> str:
    """Characters at random; those the network reads and those they are mistaken for are frequent."""
    def one() -> str:
        draw = rng.random()
        return rng.choice(TOKENS) if draw < 0.2 else rng.choice(LOOKALIKES) if draw < 0.4 else rng.choice(COMMON)

    return "".join(one() for _ in range(length))


def say_other(rng: random.Random) -> str:
    year, month, day = rng.randint(2005, 2026), rng.randint(1, 12), rng.randint(1, 28)
    time = f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}"
    latin = "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdeghijkmnopqrstuvwxyz0123456789 .-/") for _ in range(rng.randint(3, 14)))
    return rng.choice([
        rng.choice(HARD), rng.choice(HARD), rng.choice(HARD), random_text(rng, rng.randint(2, 9)), random_text(rng, rng.randint(2, 9)),
        random_text(rng, rng.randint(2, 9)), f"{year}-{month:02}-{day:02} {time}", f"{year}年{month}月{day}日 {time}", latin, latin.upper(),
        f"{random_text(rng, 3)}旗舰店", f"@{random_text(rng, 4)}", f"{random_text(rng, 2)}AI{random_text(rng, 2)}", f"www.{latin.strip()}.com",
    ])  # fmt: skip


@cache
def font_of(path: str, index: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, index=index)


@dataclass
class Mark:
    """A mark as drawn: its layer's size, and where its tokens' middles are in it."""

    layer: Image.Image
    """RGBA."""
    tokens: list[tuple[int, float, float]] = field(default_factory=list)
    """Number of the token, x, y."""
    font_size: int = 0


def parts_of(text: str) -> list[str]:
    """Cut so that AI stands alone, unless Latin letters or digits touch it."""
    parts: list[str] = []
    at = 0
    latin = lambda c: c.isascii() and c.isalnum()  # noqa: E731
    while at < len(text):
        alone = not (at > 0 and latin(text[at - 1])) and not (at + 2 < len(text) and latin(text[at + 2]))
        step = 2 if text.startswith("AI", at) and alone else 1
        parts.append(text[at : at + step])
        at += step
    return parts


def draw_mark(rng: random.Random, text: str, height: float, fonts: list[tuple[str, int]], light: bool) -> Mark:
    """A mark whose characters are `height` pixels high. `light`: what is beneath is light."""
    size = max(8, round(height / 0.92))
    path, index = rng.choice(fonts)
    font = font_of(path, index, size)
    spacing = rng.choice([0, 0, 0, rng.uniform(0, 0.15)]) * size
    parts = parts_of(text)
    xs, x = [], 0.0
    for part in parts:
        xs.append(x)
        x += font.getlength(part) + spacing
    pad = round(size * 0.6)
    icon = size * 1.2 if rng.random() < 0.25 else 0
    width, tall = round(x + icon) + 2 * pad, round(size * 1.2) + 2 * pad
    plate = Image.new("L", (width, tall), 0)
    pen = ImageDraw.Draw(plate)
    stroke = round(size * rng.uniform(0.03, 0.09)) if rng.random() < 0.25 else 0
    edge = Image.new("L", (width, tall), 0)
    edge_pen = ImageDraw.Draw(edge)
    tokens = []
    if icon:
        box = [pad, pad + size * 0.2, pad + size * 0.85, pad + size * 1.05]
        shape = rng.choice(["ellipse", "rectangle", "star"])
        if shape == "star":
            cx, cy, r = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, size * 0.45
            points = [(cx + (r if k % 2 == 0 else r * 0.35) * np.sin(k * np.pi / 4), cy - (r if k % 2 == 0 else r * 0.35) * np.cos(k * np.pi / 4)) for k in range(8)]
            pen.polygon(points, fill=255)
        else:
            getattr(pen, shape)(box, outline=255, width=max(1, size // 10))
    for part, left in zip(parts, xs):
        at = (pad + icon + left, pad)
        pen.text(at, part, fill=255, font=font)
        if stroke:
            edge_pen.text(at, part, fill=255, font=font, stroke_width=max(1, stroke))
        if part in TOKENS:
            x0, y0, x1, y1 = pen.textbbox(at, part, font=font)
            tokens.append((TOKENS.index(part), (x0 + x1) / 2, (y0 + y1) / 2))

    boxed = rng.random() < 0.22
    box_light = rng.random() < 0.3
    on_light = box_light if boxed else light
    draw = rng.random()
    # An app's mark has to be legible: dark text on light ground unless an outline or a shadow holds it.
    held = stroke > 0 or rng.random() < 0.25
    if draw < 0.2:
        colour = tuple(rng.randint(0, 90) if on_light else rng.randint(170, 255) for _ in range(3))
    else:
        colour = (255,) * 3 if not on_light or (held and rng.random() < 0.7) else (rng.choice([0, 30, 60]),) * 3
    inverse = (0,) * 3 if sum(colour) > 380 else (255,) * 3
    opacity = rng.choice([1, 1, rng.uniform(0.5, 1)])
    layer = Image.new("RGBA", (width, tall), (0, 0, 0, 0))
    if boxed:
        ground = Image.new("RGBA", layer.size, (0, 0, 0, 0))
        margin = pad - round(size * rng.uniform(0.15, 0.5))
        fill = ((255,) * 3 if box_light else (rng.choice([0, 20, 60]),) * 3) + (rng.randint(90, 230),)
        box = [margin, margin, width - margin, tall - margin]
        ImageDraw.Draw(ground).rounded_rectangle(box, radius=rng.choice([0, size // 4, size // 2]), fill=fill)
        layer = ground
    elif held and not stroke:
        shadow = Image.new("RGBA", layer.size, inverse + (0,))
        soft = plate.filter(ImageFilter.GaussianBlur(size * rng.uniform(0.04, 0.1)))
        shadow.putalpha(soft.point(lambda v: min(255, int(v * 1.6 * 0.8))))
        moved = Image.new("RGBA", layer.size, (0, 0, 0, 0))
        moved.paste(shadow, (max(1, size // 20), max(1, size // 20)))
        layer = moved
    if stroke:
        rim = Image.new("RGBA", layer.size, inverse + (0,))
        rim.putalpha(edge.point(lambda v: int(v * opacity * 0.8)))
        layer = Image.alpha_composite(layer, rim)
    ink = Image.new("RGBA", layer.size, colour + (0,))
    ink.putalpha(plate.point(lambda v: int(v * opacity)))
    return Mark(Image.alpha_composite(layer, ink), tokens, size)


def legible(after: Image.Image, mark: Mark) -> bool:
    """Whether the ink stands out: the lettering's own contrast is at least 40 of 255, as a reader would need."""
    alpha = np.asarray(mark.layer.getchannel("A"))
    grey = np.asarray(after.convert("L"), dtype=np.int16)
    inside = grey[alpha > 200] if (alpha > 200).any() else grey[alpha > alpha.max() * 0.8]
    around = grey[(alpha < alpha.max() * 0.5)]
    if len(inside) == 0 or len(around) == 0:
        return True
    return abs(float(np.median(inside)) - float(np.median(around))) >= 40 or float(inside.std()) >= 45


def jpeg(image: Image.Image, quality: int, subsampling: int) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, subsampling=subsampling)
    return Image.open(io.BytesIO(buffer.getvalue())).convert("RGB")
