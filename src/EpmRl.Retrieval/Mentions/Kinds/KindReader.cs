using System.Globalization;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Reads the kinds of product that a text names, and distinguishes the product itself from things that it is for or comes with.
/// </summary>
/// <remarks>
/// A text names a product by the head of a phrase: in "laptop bag", "Laptoptasche", "housse pour ordinateur portable" and "coffee machine"
/// it is the bag, the cover and the machine. Of two adjacent nouns, either may be the head, depending on the language, so every wording
/// records whether its languages put the head first. Numbers end a compound: in "notebook 512GB SSD" the drive is a part. Safe for
/// concurrent callers; takes time in proportion to the text.
/// </remarks>
internal sealed class KindReader(KindTable table)
{
    private const int Reach = 2; // words between a noun and the noun that it describes
    private const int MostItems = 8; // limit on each side of a noun: a run of letters may contain any number of names
    private const int WordsOfNumber = 2; // a number and its unit before an accessory: "notebook 15.6 inch sleeve"

    /// <summary>Reads the fields of a listing.</summary>
    /// <returns>The mentions, in the order of the text.</returns>
    public IReadOnlyList<KindMention> Read(IReadOnlyList<FieldText> fields, CancellationToken cancellationToken = default)
    {
        var mentions = new List<KindMention>();
        foreach (FieldText field in fields)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<Item> items = Items(field);
            MarkGoverned(items);
            for (int i = 0; i < items.Count; i++)
            {
                Item item = items[i];
                if (item.Wording.Sort is KindSort.Category || (item.IsThing && !item.Governed))
                {
                    (int start, int end) = field.Clean.ToOriginal(item.Start, item.End);
                    mentions.Add(
                        new KindMention(item.Wording.Categories, !item.Governed && !IsDescription(items, i), field.Field, start, end));
                }
            }
        }

        return mentions;
    }

    private List<Item> Items(FieldText field)
    {
        List<KindToken> tokens = KindToken.Of(field);
        var items = new List<Item>();
        int phrase = 0;
        for (int i = 0; i < tokens.Count;)
        {
            KindToken token = tokens[i];
            phrase += token.Break >= KindBreak.Clause ? 1 : 0;
            if (token.Break >= KindBreak.Open)
            {
                items.Add(new Item(Mark, token.Start, token.Start, i, i, phrase) { Break = token.Break });
            }

            (KindWording? wording, int count) = table.Longest(tokens, i);
            if (wording is null && table.TailOf(token.Key) is { } tail)
            {
                (wording, count) = (tail, 1);
            }

            if (wording is not null)
            {
                items.Add(new Item(wording, token.Start, tokens[i + count - 1].End, i, i + count, phrase));
            }
            else if (IsRun(token.Key))
            {
                AddRun(field, token, i, phrase, items);
            }
            else if (token.Key.AsSpan().ContainsAnyInRange('0', '9'))
            {
                items.Add(new Item(Number, token.Start, token.End, i, i + 1, phrase));
            }

            i += Math.Max(1, count);
        }

        return items;
    }

    private void AddRun(FieldText field, KindToken token, int place, int phrase, List<Item> items)
    {
        bool aligned = token.Key.Length == token.End - token.Start;
        foreach ((KindWording wording, int start, int length) in table.In(token.Key))
        {
            items.Add(aligned
                ? new Item(wording, token.Start + start, token.Start + start + length, place, place, phrase)
                : new Item(wording, token.Start, token.End, place, place, phrase));
        }
    }

    // What follows "for" and "with" is not the product, up to the end of the sentence or bracket.
    private static void MarkGoverned(List<Item> items)
    {
        bool governed = false, before = false;
        foreach (Item item in items)
        {
            switch (item.Break)
            {
                case KindBreak.Open:
                    before = governed;
                    break;
                case KindBreak.Close:
                    governed = before;
                    break;
                case KindBreak.Sentence:
                    governed = before = false;
                    break;
            }

            governed |= item.Wording.Sort is KindSort.For or KindSort.With;
            item.Governed = governed;
        }
    }

    // Whether a noun describes another noun of its phrase.
    private static bool IsDescription(List<Item> items, int index)
    {
        Item item = items[index];
        int numbers = 0;
        for (int i = index + 1;
            i < items.Count && i <= index + MostItems && items[i].Phrase == item.Phrase
            && !items[i].Governed && items[i].Break == KindBreak.None; i++)
        {
            Item next = items[i];
            int between = next.First - item.Next - (WordsOfNumber * numbers);
            if (between > Reach)
            {
                break;
            }

            if (next.Wording.Sort == KindSort.Number)
            {
                numbers++;
            }
            else if (next.IsThing && IsHeadOf(item, next) && (numbers == 0 || next.Wording.Sort == KindSort.Accessory))
            {
                return true;
            }
        }

        for (int i = index - 1; i >= 0 && i >= index - MostItems && items[i].Phrase == item.Phrase && items[i].Break == KindBreak.None; i--)
        {
            Item previous = items[i];
            if (previous.Wording.Sort == KindSort.Number || item.First - previous.Next > Reach)
            {
                break;
            }

            if (previous.IsThing && previous.Wording.NamedFirst && !SameCategory(item, previous)
                && (item.Wording.NamedFirst || previous.Wording.Sort != KindSort.Category))
            {
                return true;
            }
        }

        return false;
    }

    // Whether a following noun is the head: its languages put heads last, and the noun before is not the head of a phrase of its own.
    private static bool IsHeadOf(Item item, Item next) => !next.Wording.NamedFirst && !SameCategory(item, next)
        && !(item.Wording.NamedFirst && item.Wording.Sort == KindSort.Category && next.Wording.Sort == KindSort.Category);

    private static bool SameCategory(Item left, Item right) =>
        left.Wording.Sort == KindSort.Category && right.Wording.Sort == KindSort.Category
            && left.Wording.Categories.Intersect(right.Wording.Categories).Any();

    // Japanese and Chinese write words without blanks.
    private static bool IsRun(string key)
    {
        foreach (char c in key)
        {
            if (c >= '\u3040' && char.GetUnicodeCategory(c) is UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter)
            {
                return true;
            }
        }

        return false;
    }

    private static readonly KindWording Mark = new(KindSort.Number, [], false);
    private static readonly KindWording Number = new(KindSort.Number, [], false);

    private sealed record Item(KindWording Wording, int Start, int End, int First, int Next, int Phrase)
    {
        public KindBreak Break { get; init; }

        public bool Governed { get; set; }

        public bool IsThing => Wording.Sort is KindSort.Category or KindSort.Accessory or KindSort.Other;
    }
}
