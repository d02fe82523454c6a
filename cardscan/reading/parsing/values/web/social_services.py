"""List services at which people have profiles, with their hosts and the labels in front of handles."""

from __future__ import annotations

import re

# host -> service: the services' own hosts, including their country hosts.
HOSTS = {
    "linkedin.com": "linkedin", "lnkd.in": "linkedin", "twitter.com": "x", "x.com": "x",
    "facebook.com": "facebook",
    "facebook.com.br": "facebook", "fb.com": "facebook", "fb.me": "facebook", "m.me": "facebook",
    "instagram.com": "instagram",
    "instagr.am": "instagram", "youtube.com": "youtube", "youtu.be": "youtube", "github.com": "github",
    "gitlab.com": "gitlab",
    "xing.com": "xing", "xing.de": "xing", "t.me": "telegram", "telegram.me": "telegram", "wa.me": "whatsapp",
    "tiktok.com": "tiktok",
    "threads.net": "threads", "threads.com": "threads", "pinterest.com": "pinterest", "pinterest.de": "pinterest",
    "vimeo.com": "vimeo", "behance.net": "behance", "dribbble.com": "dribbble", "flickr.com": "flickr",
    "medium.com": "medium",
    "mastodon.social": "mastodon", "bsky.app": "bluesky", "snapchat.com": "snapchat", "reddit.com": "reddit",
    "vk.com": "vk",
    "weibo.com": "weibo", "tumblr.com": "tumblr", "soundcloud.com": "soundcloud", "line.me": "line",
    "skype.com": "skype",
    "twitch.tv": "twitch", "discord.gg": "discord", "orcid.org": "orcid", "researchgate.net": "researchgate",
    "plus.google.com": "google",
    "yelp.com": "yelp", "houzz.com": "houzz", "calendly.com": "calendly", "linktr.ee": "linktree",
    "viadeo.com": "viadeo",
}  # fmt: skip

# Parts of a profile's path that stand before the handle.
PATH_HEADS = re.compile(
    r"(?:in|pub|company|school|profile|people|user|users|c|channel|add|u|p|pages?|pg|groups?|invite|ti/p)/",
    re.IGNORECASE,
)

# Label -> service; whole words only.
LABELS = {
    "linkedin": "linkedin", "linkedln": "linkedin",
    "linked in": "linkedin", "linked-in": "linkedin", "li": "linkedin", "twitter": "x",
    "tw": "x",
    "x": "x", "facebook": "facebook", "face book": "facebook", "fb": "facebook", "f/b": "facebook",
    "instagram": "instagram",
    "insta": "instagram", "ig": "instagram", "youtube": "youtube", "you tube": "youtube", "yt": "youtube",
    "github": "github",
    "gitlab": "gitlab", "xing": "xing", "telegram": "telegram", "whatsapp": "whatsapp", "wechat": "wechat",
    "we chat": "wechat",
    "weixin": "wechat", "微信": "wechat", "line": "line", "line id": "line", "skype": "skype", "tiktok": "tiktok",
    "tik tok": "tiktok",
    "mastodon": "mastodon", "threads": "threads", "pinterest": "pinterest", "behance": "behance",
    "dribbble": "dribbble",
    "snapchat": "snapchat", "bluesky": "bluesky", "bsky": "bluesky", "vimeo": "vimeo", "medium": "medium",
    "viber": "viber",
    "qq": "qq", "kakaotalk": "kakaotalk", "kakao": "kakaotalk", "카카오톡": "kakaotalk", "signal": "signal",
    "discord": "discord",
    "zalo": "zalo", "vk": "vk", "twitch": "twitch", "flickr": "flickr",
}  # fmt: skip


def is_profile(host: str, path: str) -> bool:
    """Whether a web address is somebody's profile at a service rather than a site of their own."""
    bare = re.sub(r"^(?:www|m|mobile|[a-z]{2})\.", "", host)
    return (bare in HOSTS or host in HOSTS) and len(path.strip("/")) > 0
