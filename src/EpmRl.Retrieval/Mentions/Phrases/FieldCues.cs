using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>The cues of a field, and which of its words they govern. For one caller at a time.</summary>
/// <remarks>
/// What a cue governs is bounded in words and ends with the clause, a contrast word ("but", "with") or a label. Coordination extends it:
/// "without Bluetooth or microphone", "fits X, Y and Z".
/// </remarks>
internal sealed class FieldCues
{
    private const int LongestItem = 4; // words of one member of a coordination
    private const int LongestPhrase = 8; // words that "fits" and "for" govern
    private const int LongestList = 40; // words of a list of machines that a part fits
    private const int LongestOffer = 16; // words of a list of colours to choose from
    private const int MostFillers = 4;

    private readonly Gap[] gaps;
    private readonly List<Cue> cues = [];
    private readonly int[] cueOf; // word → its cue; -1 without
    private readonly Governed[] governed; // word → how it is governed
    private readonly int[] phraseOf; // word → the cue whose "fits …" phrase it is in; -1 without
    private readonly int[] negatedBy; // word → the negation that governs it; -1 without
    private readonly Dictionary<int, string> heads = []; // word → the part that ends the compound
    private readonly HashSet<int> boilerplate = []; // standard sentences, by their first word
    private readonly int[] sentences; // word → first word of its sentence

    /// <summary>Finds the cues of a field.</summary>
    public FieldCues(FieldText field, CueTable table)
    {
        Field = field;
        Words = PhraseWords.Of(field);
        gaps = Gaps.Of(field, Words);
        cueOf = new int[Words.Count];
        phraseOf = new int[Words.Count];
        negatedBy = new int[Words.Count];
        governed = new Governed[Words.Count];
        sentences = new int[Words.Count];
        Array.Fill(cueOf, -1);
        Array.Fill(phraseOf, -1);
        Array.Fill(negatedBy, -1);
        Find(table);
        for (int i = 0; i < cues.Count; i++)
        {
            Govern(i);
        }

        ClauseReader.Read(this);
    }

    /// <summary>The field.</summary>
    public FieldText Field { get; }

    /// <summary>The words that cues are made of.</summary>
    public IReadOnlyList<Word> Words { get; }

    /// <summary>Every cue in the order of the text.</summary>
    public IReadOnlyList<Cue> Cues => cues;

    /// <summary>The gap before a word; for an index equal to the number of words, the gap after the last.</summary>
    public Gap GapBefore(int word) => gaps[word];

    /// <summary>The kinds of the cue that begins at a word.</summary>
    public CueKind KindsAt(int word) =>
        word >= 0 && word < Words.Count && cueOf[word] is >= 0 and var cue && cues[cue].First == word ? cues[cue].Kinds : CueKind.None;

    /// <summary>The cue that a word is part of; null without.</summary>
    public Cue? CueOf(int word) => word >= 0 && word < Words.Count && cueOf[word] is >= 0 and var cue ? cues[cue] : null;

    /// <summary>How a word is governed.</summary>
    public Governed Of(int word) => governed[word];

    /// <summary>The cue whose phrase a word is in; null without.</summary>
    public Cue? PhraseOf(int word) => phraseOf[word] is >= 0 and var cue ? cues[cue] : null;

    /// <summary>The negation that governs a word; null without.</summary>
    public Cue? NegationOf(int word) => negatedBy[word] is >= 0 and var cue ? cues[cue] : null;

    /// <summary>Adds to how a word is governed.</summary>
    public void Add(int word, Governed how) => governed[word] |= how;

    /// <summary>Whether a word is in a standard sentence.</summary>
    public bool IsBoilerplate(int word) => boilerplate.Contains(sentences[word]);

    /// <summary>Whether two adjacent words belong to one phrase.</summary>
    public bool IsJoint(int second) => gaps[second] is Gap.Blank or Gap.Hyphen;

    /// <summary>The look-up key of a cue.</summary>
    public string KeyOf(Cue cue) => PhraseWords.Key(Words, cue.First, cue.End - cue.First);

    /// <summary>The part that ends a compound; null for other words.</summary>
    public string? HeadOf(int word) => heads.GetValueOrDefault(word);

    /// <summary>The first word after fillers ("any", "built-in").</summary>
    public int SkipFillers(int word)
    {
        for (int i = 0; i < MostFillers && word < Words.Count && KindsAt(word).HasFlag(CueKind.Filler) && (i == 0 || IsJoint(word)); i++)
        {
            word = cues[cueOf[word]].End;
        }

        return word;
    }

    private void Find(CueTable table)
    {
        for (int word = 0, sentence = 0; word < Words.Count;)
        {
            (CueKind kinds, int count) = table.Longest(Field.Text, Words, word);
            if (count == 0 && table.PartEnding(Words[word].Key) is { } head)
            {
                (kinds, count) = (CueKind.Part, 1);
                heads[word] = head;
            }

            for (int i = 0; i < Math.Max(1, count); i++)
            {
                sentence = gaps[word + i] == Gap.Stop ? word + i : sentence;
                sentences[word + i] = sentence;
                cueOf[word + i] = count > 0 ? cues.Count : -1;
            }

            if (count > 0)
            {
                cues.Add(new Cue(kinds, word, word + count));
            }

            word += Math.Max(1, count);
        }
    }

    private void Govern(int index)
    {
        Cue cue = cues[index];
        CueKind kinds = cue.Kinds;
        bool answers = gaps[cue.First] is Gap.Colon or Gap.Dash or Gap.Bracket && EndsAt(cue.End); // "Lid: without", "NFC: no"
        if (kinds.HasFlag(CueKind.No) && gaps[cue.First] == Gap.Colon)
        {
            Exclude(index, label: true);
        }
        else if (kinds.HasFlag(CueKind.Without) || kinds.HasFlag(CueKind.No))
        {
            if (answers)
            {
                Exclude(index, label: true);
            }
            else if (kinds.HasFlag(CueKind.Without) && !IsNumberSign(cue))
            {
                foreach (int item in ItemsAfter(cue.End, andJoinsLists: false))
                {
                    Negate(item, index, Governed.NegatedStart);
                }
            }
        }

        if (kinds.HasFlag(CueKind.Excluded))
        {
            Exclude(index, label: gaps[cue.First] == Gap.Colon);
        }

        if (kinds.HasFlag(CueKind.Imitating) && SkipFillers(cue.End) is var imitated && imitated < Words.Count && IsJoint(imitated))
        {
            governed[imitated] |= Governed.ImitatedStart;
        }

        if ((kinds & (CueKind.Imitated | CueKind.Coated | CueKind.Suiting)) != 0 && IsJoint(cue.First)
            && LastBefore(cue.First) is >= 0 and var last)
        {
            governed[last] |= (kinds.HasFlag(CueKind.Imitated) ? Governed.ImitatedEnd : Governed.None)
                | (kinds.HasFlag(CueKind.Coated) ? Governed.CoatedEnd : Governed.None)
                | (kinds.HasFlag(CueKind.Suiting) ? Governed.SuitedEnd : Governed.None);
        }

        if ((kinds & (CueKind.Elsewhere | CueKind.For)) != 0)
        {
            GovernPhrase(index);
        }

        if (kinds.HasFlag(CueKind.Offering))
        {
            for (int word = cue.End; word < Words.Count && word < cue.End + LongestOffer && gaps[word] is not Gap.Stop; word++)
            {
                governed[word] |= Governed.Offered;
            }
        }

        if (kinds.HasFlag(CueKind.Offered))
        {
            for (int word = cue.First - 1; word >= 0 && word >= cue.First - LongestOffer && gaps[word + 1] is not Gap.Stop; word--)
            {
                governed[word] |= Governed.Offered;
            }
        }

        if (kinds.HasFlag(CueKind.Boilerplate))
        {
            boilerplate.Add(sentences[cue.First]);
        }
    }

    // "No. 5": abbreviation of number.
    private bool IsNumberSign(Cue cue) => cue.End < Words.Count && cue.End - cue.First == 1
        && Words[cue.First].End - Words[cue.First].Start == 2 && char.IsAsciiDigit(Field.Text[Words[cue.End].Start]);

    private bool EndsAt(int word) => word >= Words.Count || gaps[word] is Gap.Stop or Gap.Comma or Gap.Bracket or Gap.Dash;

    private void Negate(int word, int by, Governed how)
    {
        if (word >= 0 && word < Words.Count)
        {
            governed[word] |= how;
            negatedBy[word] = by;
        }
    }

    // "Bluetooth not included", "Lid, handle and cover sold separately", "NFC: no".
    private void Exclude(int index, bool label)
    {
        Cue cue = cues[index];
        Gap gap = gaps[cue.First];
        bool reaches = gap is Gap.Blank or Gap.Hyphen or Gap.Bracket or Gap.Dash || (label && gap == Gap.Colon)
            || (gap == Gap.Comma && cue.End - cue.First > 1);
        int last = LastBefore(cue.First);
        if (!reaches || last < 0)
        {
            return;
        }

        Negate(last, index, Governed.NegatedEnd);
        if (label || gap == Gap.Hyphen)
        {
            return;
        }

        if (last > 0 && Field.Text.AsSpan(Words[last - 1].End, Words[last].Start - Words[last - 1].End) is " " or "-"
            && cueOf[last - 1] < 0)
        {
            Negate(last - 1, index, Governed.NegatedEnd); // "Bluetooth adapter not included"
        }

        ExcludeJoined(last, index);
    }

    // The last word before fillers ("is", "function"); -1 when there is none.
    private int LastBefore(int word)
    {
        int last = word - 1;
        for (int i = 0;
            i < MostFillers && last >= 0 && CueOf(last) is { } filler && filler.Kinds.HasFlag(CueKind.Filler)
            && (i == 0 || IsJoint(last + 1));
            i++)
        {
            last = filler.First - 1;
        }

        return last;
    }

    private void ExcludeJoined(int last, int index)
    {
        for (int word = last - 1, item = last; word > 0 && item - word < LongestItem && IsJoint(word + 1); word--)
        {
            if (CueOf(word) is { } joint && (joint.Kinds & (CueKind.And | CueKind.Or)) != 0)
            {
                Negate(joint.First - 1, index, Governed.NegatedEnd);
                item = joint.First - 1;
                for (word = item; word > 0 && item - word < LongestItem && last - word < LongestList; word--)
                {
                    if (gaps[word] == Gap.Comma)
                    {
                        Negate(word - 1, index, Governed.NegatedEnd);
                        item = word - 1;
                    }
                    else if (!IsJoint(word))
                    {
                        return;
                    }
                }

                return;
            }
        }
    }

    private void GovernPhrase(int index)
    {
        Cue cue = cues[index];
        bool strong = cue.Kinds.HasFlag(CueKind.Elsewhere);
        Governed near = strong ? Governed.ElsewhereStart : Governed.ForStart;
        foreach (int item in ItemsAfter(cue.End, andJoinsLists: true))
        {
            if (item >= Words.Count)
            {
                break;
            }

            governed[item] |= near;
            for (int word = item; word < Words.Count && word < item + LongestPhrase && (word == item || !EndsPhrase(word)); word++)
            {
                governed[word] |= strong ? Governed.Elsewhere : Governed.For;
                phraseOf[word] = index;
            }
        }

        for (int word = cue.End; strong && word < Words.Count && word < cue.End + LongestList && gaps[word] != Gap.Stop; word++)
        {
            if (KindsAt(word).HasFlag(CueKind.Contrast))
            {
                break;
            }

            governed[word] |= Governed.ElsewhereList;
        }
    }

    private bool EndsPhrase(int word) => gaps[word] is Gap.Stop or Gap.Bracket or Gap.Dash or Gap.Colon or Gap.Comma
        || (KindsAt(word) & (CueKind.Contrast | CueKind.Without | CueKind.Or)) != 0;

    // The first words of what a cue governs.
    private List<int> ItemsAfter(int word, bool andJoinsLists)
    {
        var items = new List<int>();
        if (word >= Words.Count || gaps[word] is not (Gap.Blank or Gap.Hyphen or Gap.Colon))
        {
            return items;
        }

        int item = SkipFillers(word);
        items.Add(item);
        var pending = new List<int>(); // after commas: governed when a conjunction closes the list
        for (int from = word = item + 1; word < Words.Count && word - item <= LongestItem && word < from + LongestList; word++)
        {
            if (gaps[word] is Gap.Stop or Gap.Bracket or Gap.Dash or Gap.Colon)
            {
                break;
            }

            CueKind kinds = KindsAt(word);
            if (gaps[word] is Gap.Slash)
            {
                items.Add(item = word);
            }
            else if ((kinds & (CueKind.And | CueKind.Or)) != 0 || gaps[word] is Gap.Plus)
            {
                if (pending.Count > 0 && !andJoinsLists && !kinds.HasFlag(CueKind.Or))
                {
                    break; // "without lid, black and red"
                }

                items.AddRange(pending);
                pending.Clear();
                item = (kinds & (CueKind.And | CueKind.Or)) != 0 ? SkipFillers(cues[cueOf[word]].End) : word;
                items.Add(item);
                word = Math.Max(word, item);
            }
            else if (gaps[word] is Gap.Comma)
            {
                pending.Add(item = word);
            }
            else if ((kinds & (CueKind.Contrast | CueKind.Without | CueKind.Excluded)) != 0)
            {
                break;
            }
        }

        return items;
    }
}
