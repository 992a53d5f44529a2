"""Microsoft Presidio with Chinese pattern recognisers and a blank language model, over the bytes the finder reads.

Run by `make presidio`: starts the finder's benchmark, takes the papers it wrote, analyses them, and prints all three
speeds of this run with their ratios. Processor time, the best of three passes.
"""

import json
import os
import re
import subprocess
import sys
import time

import spacy
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import CreditCardRecognizer

PAPERS = int(os.environ.get("PAPERS", "700"))
GOAL = 40

# What a programmer would write for the same purpose; the finder's own baseline expression, part by part.
PATTERNS = {
    "CN_ID": r"[1-9]\d{5}(?:19|20)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]",
    "CN_MOBILE": r"1[3-9]\d{9}",
    "CN_FIXED_LINE": r"0\d{2,3}-\d{7,8}",
    "CN_PLATE": r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}",
    "CN_CREDIT_CODE": r"[159][12349]\d{6}[0-9A-HJ-NPQRTUWXY]{10}",
    "CN_PASSPORT": r"[EGDSPH]\d{8}",
    "EMAIL": r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z.]+",
    "CN_NAME": r"(?:当事人|证人|法定代表人|委托代理人|姓名|询问人|记录人)[:：]?[\u4e00-\u9fa5]{2,4}",
    "CN_ADDRESS": r"(?:住址|住所|地址)[:：][^，。；\n]{4,60}",
}


class BlankChinese(SpacyNlpEngine):
    """A language model that only parts the text into characters."""

    def __init__(self):
        super().__init__(models=[{"lang_code": "zh", "model_name": "blank"}])
        self.nlp = {"zh": spacy.blank("zh")}

    def load(self):
        """There is nothing to load."""


def analyzer():
    recognisers = [
        PatternRecognizer(
            supported_entity=name,
            patterns=[Pattern(name, expression, 0.8)],
            supported_language="zh",
            global_regex_flags=re.DOTALL | re.MULTILINE,
        )
        for name, expression in PATTERNS.items()
    ]
    # Its recogniser of e-mail asks a server for the list of domains; a pattern takes its place.
    recognisers.append(CreditCardRecognizer(supported_language="zh"))
    registry = RecognizerRegistry(recognizers=recognisers, supported_languages=["zh"])
    return AnalyzerEngine(
        registry=registry, nlp_engine=BlankChinese(), supported_languages=["zh"]
    )


def best(run):
    times = []
    for _ in range(3):
        start = time.process_time()
        found = run()
        times.append(time.process_time() - start)
    return min(times), found


def main():
    bench, papers = sys.argv[1:]
    said = subprocess.run(
        [bench],
        env={**os.environ, "PAPERS": str(PAPERS), "PAPERS_TO": papers},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    print(said, end="")
    speed = {what: float(n) for what, n in re.findall(r"^(.+?) +([\d.]+) MB/s$", said, re.M)}
    with open(papers, encoding="utf-8") as lines:
        texts = [json.loads(line) for line in lines]
    engine = analyzer()
    seconds, found = best(lambda: sum(len(engine.analyze(t, language="zh")) for t in texts))
    size = sum(len(t.encode()) for t in texts) / 1e6
    theirs = size / seconds
    ours = speed["find, paper by paper"]
    print(f"{'Presidio':<24}{theirs:>9.3f} MB/s ({found} findings in {size:.2f} MB)")
    print(f"find / Presidio: {ours / theirs:.0f} (goal {GOAL})")
    print(f"load: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
