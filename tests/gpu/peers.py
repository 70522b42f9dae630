"""What sentence-transformers and PyTorch do with the same texts and the same step; prints tab-separated rows for check.sh.

peers.py MODEL_FOLDER TEXTS.jsonl cpu|cuda[:n] SECONDS

Texts are those of `epmrl bench device`, the step is that of `epmrl bench training`. fp16 on a GPU; fp32 on a processor, which has no fast fp16.
"""
import json
import math
import statistics
import sys
import tempfile
import time
from pathlib import Path

COUNT = 1024
CALLS = (1, 32, 512)
TEXTS, TOKENS = 32, 128


def read_texts(file, prompt):
    rows = [json.loads(line) for line in open(file, encoding="utf-8") if line.strip()]
    given = [
        prompt.replace("{title}", row.get("title") or row["input_title"]).replace(
            "{description}", row.get("description") or row.get("input_description") or "")
        for row in rows
    ]
    seen, texts = {}, []
    for i in range(COUNT):
        text = given[i % len(given)]
        seen[text] = seen.get(text, 0) + 1
        texts.append(text if seen[text] == 1 else f"{text} {seen[text]}")
    return texts


def checkpoint(folder, to):
    """The model folder as transformers reads one: the same files, and the tokenizer's class, which the folder does not name."""
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        (Path(to) / name).symlink_to((Path(folder) / name).resolve())
    (Path(to) / "tokenizer_config.json").write_text(json.dumps({
        "tokenizer_class": "PreTrainedTokenizerFast", "unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]", "mask_token": "[MASK]",
    }))
    return str(to)


def encoder(folder, manifest, device):
    from sentence_transformers import SentenceTransformer, models

    words = models.Transformer(folder, max_seq_length=manifest["max_tokens"])
    pooling = models.Pooling(words.get_word_embedding_dimension(), pooling_mode=manifest.get("pooling", "mean"))
    model = SentenceTransformer(modules=[words, pooling, models.Normalize()], device=device)
    return model.half() if device != "cpu" else model.float()


def measure(encode, texts, size, seconds):
    position, times = 0, []

    def take():
        nonlocal position
        call = [texts[(position + i) % len(texts)] for i in range(size)]
        position += size
        return call

    for _ in range(3):
        encode(take())
    end = time.perf_counter() + seconds
    while len(times) < 5 or time.perf_counter() < end:
        call = take()
        begun = time.perf_counter()
        encode(call)
        times.append(time.perf_counter() - begun)
    times.sort()
    return size * len(times) / sum(times), 1000 * statistics.median(times), 1000 * times[math.ceil(0.99 * len(times)) - 1]


def encode_rows(folder, checkpoint_folder, texts_file, device, seconds):
    import numpy
    import sentence_transformers

    manifest = json.loads((Path(folder) / "encoder.json").read_text())
    texts = read_texts(texts_file, manifest["prompts"]["item"])
    model = encoder(checkpoint_folder, manifest, device)
    golden = [json.loads(line) for line in open(Path(folder) / "golden.jsonl", encoding="utf-8") if line.strip()]
    expected = numpy.array([line["embedding"] for line in golden])
    found = model.encode([line["text"] for line in golden]).astype("float64")
    cosines = (expected * found).sum(1) / numpy.linalg.norm(expected, axis=1) / numpy.linalg.norm(found, axis=1)
    name = f"sentence-transformers {sentence_transformers.__version__} {'fp32' if device == 'cpu' else 'fp16'}"
    for size in CALLS:
        rate, median, p99 = measure(lambda call: model.encode(call, batch_size=size, show_progress_bar=False), texts, size, seconds)
        print(f"{name}\t{size}\t{rate:.1f}\t{median:.2f}\t{p99:.2f}\t{cosines.min():.6f}\t")


def training_row(folder, checkpoint_folder, device):
    import torch
    from transformers import AutoModel

    torch.manual_seed(1)
    torch.backends.cuda.matmul.allow_tf32 = False
    # Without dropout, as the step it is compared with.
    model = AutoModel.from_pretrained(checkpoint_folder, add_pooling_layer=False, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0).float().to(device).train()
    vocabulary, hidden = model.config.vocab_size, model.config.hidden_size
    first = vocabulary // 30
    ids = torch.tensor([first + 7919 * i % (vocabulary - first) for i in range(TEXTS * TOKENS)], device=device).view(TEXTS, TOKENS)
    targets = torch.tensor([104729 * j % 1000 / 1000 for j in range(TEXTS * hidden)], device=device).view(TEXTS, hidden)
    mask = torch.ones_like(ids)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, weight_decay=0.01)
    times, losses = [], []
    for _ in range(13):
        begun = time.perf_counter()
        optimizer.zero_grad()
        vectors = torch.nn.functional.normalize(model(input_ids=ids, attention_mask=mask).last_hidden_state.mean(1), dim=1)
        loss = torch.nn.functional.mse_loss(vectors, targets)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimizer.step()
        losses.append((loss.item(), norm.item()))  # waits for the device
        times.append(1000 * (time.perf_counter() - begun))
    steps = sorted(times[3:])
    median = statistics.median(steps)
    print(f"PyTorch {torch.__version__} fp32 step\t{TEXTS}x{TOKENS}\t{1000 * TEXTS / median:.1f}\t{median:.2f}\t{steps[-1]:.2f}\tloss {losses[0][0]:.6f}, norm {losses[0][1]:.6f}\t")


def main():
    folder, texts, device, seconds = sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])
    with tempfile.TemporaryDirectory() as scratch:
        there = checkpoint(folder, scratch)
        for work in (lambda: encode_rows(folder, there, texts, device, seconds), lambda: training_row(folder, there, device)):
            try:
                work()
            except Exception as error:  # a peer that does not work here must not take the other's rows away
                print(f"peers.py: {type(error).__name__}: {error}; its rows are missing.", file=sys.stderr)


main()
