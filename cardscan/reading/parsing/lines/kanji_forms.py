"""Replace Chinese forms of characters by Japanese ones, for readers trained on Chinese text that read Japanese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cardscan.model.page import Page

# China's simplified form, then Japan's (Jōyō kanji, 2010), of words on business cards. Traditional forms stay, because
# names in Japan keep them (邊, 澤, 齋). But 營 is replaced here, because it stands for 営 in no living name.
_PAIRS = """
营営 營営 业業 发発 开開 术術 总総 经経 务務 产産 东東 广広 贩販 购購 销銷 贸貿 设設 计計 员員 长長 门門 课課 团団
县県 话話 电電 机機 车車 场場 药薬 气気 关関 战戦 图図 书書 传伝 实実 对対 应応 续続 读読 证証 观観 检検 验験 铁鉄
银銀 钢鋼 输輸 转転 轻軽 边辺 泽沢 滨浜 齐斉 斋斎 岛島 樱桜 荣栄 龙竜 丰豊 优優 维維 织織 编編 缔締 级級 纪紀 约約
纳納 组組 统統 继継 综綜 顾顧 问問 间間 闻聞 连連 进進 远遠 选選 邮郵 酿醸 释釈 专専 规規 视視 览覧 质質 资資 费費
负負 责責 贵貴 馆館 驻駐 驿駅 阳陽 阴陰 际際 陆陸 险険 录録 镜鏡 锅鍋 针針 钟鐘 师師 宫宮 单単 严厳 乐楽 处処 备備
线線 给給 结結 终終 红紅 绿緑 项項 顺順 颜顔 风風 飞飛 马馬 鸟鳥 鱼魚 龟亀 黑黒 净浄 泷滝 濑瀬 桥橋 枫楓 绀紺 绪緒
绫綾 辉輝 纯純 绘絵 贤賢 赖頼 铃鈴 锦錦 冈岡 户戸 戶戸 亚亜 兴興 义義 仓倉 动動 华華 卫衛 园園 妇婦 孙孫 宁寧 宽寛
带帯 库庫 张張 归帰 扬揚 护護 报報 择択 摄摂 晓暁 杨楊 极極 构構 标標 权権 决決 沟溝 测測 济済 润潤 涩渋 渊淵 满満
灵霊 热熱 爱愛 现現 环環 盐塩 监監 础礎 种種 积積 稳穏 窑窯 竞競 笔筆 筑築 粮糧 纤繊 罗羅 职職 胜勝 脑脳 艺芸 节節
莲蓮 蓝藍 见見 订訂 认認 讲講 评評 诊診 试試 诚誠 语語 说説 请請 调調 财財 货貨 贝貝 贞貞 贯貫 赁賃 赏賞 赞賛 轩軒
载載 达達 运運 鉴鑑 钱銭 铭銘 锻鍛 阁閣 阶階 难難 雾霧 顶頂 须須 预預 领領 题題 额額 驹駒 鹤鶴 鹰鷹
"""
_FORMS = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}


def in_forms_of_japan(pages: Sequence[Page]) -> list[Page]:
    """Return the pages of a Japanese card with their characters in the forms that Japan writes."""
    return [
        replace(page, words=tuple(replace(word, text=word.text.translate(_FORMS)) for word in page.words))
        for page in pages
    ]
