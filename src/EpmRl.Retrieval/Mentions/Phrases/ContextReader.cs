using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>
/// Determines the context of every mention, finds negative values for what a text denies, and marks lists of values to choose from. Safe
/// for concurrent callers.
/// </summary>
/// <param name="cues">The taxonomy's cues.</param>
/// <param name="attributes">The attributes of a category.</param>
/// <param name="products">Keys of the words that name the category's products, which are not parts of themselves.</param>
internal sealed class ContextReader(CueTable cues, IReadOnlyList<AttributeCues> attributes, IReadOnlySet<string> products)
{
    private readonly CompoundReader compounds = new(products);

    /// <summary>Sets the contexts of a listing's mentions.</summary>
    /// <param name="fields">The listing's fields.</param>
    /// <param name="mentions">Attribute id → its mentions.</param>
    /// <param name="cancellationToken">Checked between attributes.</param>
    public void Read(
        IReadOnlyList<FieldText> fields, Dictionary<string, IReadOnlyList<Mention>> mentions, CancellationToken cancellationToken = default)
    {
        if (cues.IsEmpty)
        {
            return;
        }

        FieldText? title = fields.FirstOrDefault(field => field.Field == ProfileField.Title);
        foreach (FieldText field in fields)
        {
            var places = new CuedPlaces(new FieldCues(field, cues));
            if (field.Field == ProfileField.Description && title is not null)
            {
                OtherModels.Mark(places.Cues, title);
            }

            var facts = new FieldFacts(
                QuantitiesElsewhere(places, mentions), OwnParts(places, mentions), WordsOfValues(places, mentions));
            foreach (AttributeCues attribute in attributes)
            {
                cancellationToken.ThrowIfCancellationRequested();
                List<Mention> read =
                    ReadField(places, attribute, mentions.GetValueOrDefault(attribute.Attribute.Id) ?? [], facts);
                if (read.Count > 0)
                {
                    mentions[attribute.Attribute.Id] = read;
                }
            }
        }
    }

    private List<Mention> ReadField(
        CuedPlaces places, AttributeCues attribute, IReadOnlyList<Mention> mentions, FieldFacts facts)
    {
        var read = new List<Mention>(mentions.Count);
        var denied = new HashSet<(int Start, int End)>();
        foreach (Mention original in mentions)
        {
            Mention mention = original;
            if (mention.Field != places.Field.Field)
            {
                read.Add(mention);
                continue;
            }

            (int first, int end) = places.WordsOf(mention);
            if (end > first && !IsAnnounced(places.Cues, attribute, mention, first, end))
            {
                mention = mention with { Cues = mention.Cues with { Role = RoleCue.None, RoleWord = null } };
            }

            if (end > first && AnnouncedBy(places.Cues, attribute, mention, first, facts.QuantitiesElsewhere) is { } by)
            {
                mention = mention with { Cues = mention.Cues with { Role = RoleCue.Near, RoleWord = by } };
            }

            MentionContext context =
                end <= first ? MentionContext.Plain : ContextOf(places.Cues, attribute, mention, first, end, facts);
            read.Add(context == mention.Cues.Context ? mention : mention with { Cues = mention.Cues with { Context = context } });
            if (context == MentionContext.Negated && attribute.Negatives?.Of(mention.ValueId) is { } negative
                && (places.Cues.NegationOf(first) ?? places.Cues.NegationOf(end - 1)) is { } denial)
            {
                Deny(places, denial, first, end, negative, denied, read);
            }
        }

        if (attribute.Wordings is { } wordings)
        {
            compounds.Read(places, wordings, read);
        }

        if (attribute.Negatives is { IsEmpty: false } negatives)
        {
            ReadDenials(places, negatives, denied, read);
        }

        OfferedLists.Mark(places, attribute.Attribute, read);
        return read;
    }

    // "replaces a halogen bulb of 50 W": the phrase announces its first quantity, at any distance.
    private static string? AnnouncedBy(FieldCues field, AttributeCues attribute, Mention mention, int first, HashSet<int> quantities) =>
        attribute.Attribute.Quantity is { RoleRequired: true } && mention.Cues.Role == RoleCue.None && quantities.Contains(first)
        && field.PhraseOf(first) is { } phrase && phrase.Kinds.HasFlag(CueKind.Elsewhere) && attribute.IsRole(field, phrase)
            ? field.KeyOf(phrase)
            : null;

    // "trail for your goals": the preposition does not announce the word before it.
    private static bool IsAnnounced(FieldCues field, AttributeCues attribute, Mention mention, int first, int end) =>
        !attribute.IsNamed || mention.Cues.RoleWord is not { } role || !attribute.IsPreposition(role)
        || (field.PhraseOf(first) is { } phrase && attribute.IsRole(field, phrase)) || field.Of(end - 1).HasFlag(Governed.SuitedEnd);

    private MentionContext ContextOf(
        FieldCues field, AttributeCues attribute, Mention mention, int first, int end, FieldFacts facts)
    {
        Governed start = field.Of(first);
        Governed last = field.Of(end - 1);
        bool isCode = attribute.Attribute.IsCode;
        if (!isCode && (start.HasFlag(Governed.NegatedStart) || last.HasFlag(Governed.NegatedEnd)))
        {
            return MentionContext.Negated;
        }

        if (!isCode && !attribute.IsOfLooks && (start.HasFlag(Governed.ImitatedStart) || last.HasFlag(Governed.ImitatedEnd)
            || (field.CueOf(first) is { } cue && cue.First < first && cue.Kinds.HasFlag(CueKind.Imitating))))
        {
            return MentionContext.Imitation;
        }

        if (attribute.IsNamed && last.HasFlag(Governed.CoatedEnd))
        {
            return MentionContext.Imitation;
        }

        if (start.HasFlag(Governed.Another) && attribute.Attribute.Identifier is not { Gtin: true })
        {
            return MentionContext.Elsewhere;
        }

        bool isQuantity = mention.Cues.ChainLength > 0;
        if (field.PhraseOf(first) is { } phrase && attribute.IsRole(field, phrase))
        {
            return MentionContext.Plain; // "Fits: 15 inch" for the attribute that "fits" announces
        }

        bool elsewhere = isQuantity ? facts.QuantitiesElsewhere.Contains(first)
            : attribute.IsNamed ? IsNameElsewhere(field, mention, first, end)
            : attribute.Attribute.Identifier is { Gtin: false } && (start.HasFlag(Governed.ElsewhereList)
                || (start.HasFlag(Governed.ForStart) && mention.Cues.Role is not (RoleCue.Own or RoleCue.Near))); // "toner for AB-1200X"
        elsewhere |= attribute.HasCommonWords && mention.Cues.Role != RoleCue.Own
            && ((start.HasFlag(Governed.Bundled) && PartReader.IsOfBundled(field, first, end, products))
                || PartReader.IsOfAdded(field, first, end, products));
        if (elsewhere || PartReader.IsOfPart(field, attribute, mention, first, end, products, facts.OwnParts))
        {
            return MentionContext.Elsewhere;
        }

        return attribute.IsNamed && SenseReader.IsOther(field, attribute, mention, first, end, facts.WordsOfValues)
            ? MentionContext.OtherSense
            : MentionContext.Plain;
    }

    private static bool IsNameElsewhere(FieldCues field, Mention mention, int first, int end)
    {
        Governed start = field.Of(first);
        if (start.HasFlag(Governed.ElsewhereStart) || (start.HasFlag(Governed.Elsewhere) && mention.Field == ProfileField.Description))
        {
            return true;
        }

        // "for Bluetooth headsets" names what else is used; "for men" does not.
        return start.HasFlag(Governed.ForStart) && mention.Cues.Role is not (RoleCue.Own or RoleCue.Near) && IsAttributive(field, end);
    }

    private static HashSet<int> WordsOfValues(CuedPlaces places, Dictionary<string, IReadOnlyList<Mention>> mentions)
    {
        var found = new HashSet<int>();
        foreach (Mention mention in mentions.Values.SelectMany(read => read).Where(mention => mention.Field == places.Field.Field))
        {
            (int first, int end) = places.WordsOf(mention);
            for (int word = first; word < end; word++)
            {
                found.Add(word);
            }
        }

        return found;
    }

    private static bool IsAttributive(FieldCues field, int end) => end < field.Words.Count && field.IsJoint(end)
        && (field.KindsAt(end) & ~(CueKind.Part | CueKind.Abstract | CueKind.Figurative)) == CueKind.None
        && char.IsLetter(field.Field.Text[field.Words[end].Start]);

    // The sleeves of "cotton long sleeve top", the neck of "coton col rond": a part with a value of its own does not take another one.
    private Dictionary<int, int> OwnParts(CuedPlaces places, Dictionary<string, IReadOnlyList<Mention>> mentions)
    {
        var own = new Dictionary<int, int>();
        foreach (AttributeCues attribute in attributes.Where(attribute => attribute.IsNamed))
        {
            foreach (Mention mention in mentions.GetValueOrDefault(attribute.Attribute.Id) ?? [])
            {
                (int first, int end) = mention.Field == places.Field.Field ? places.WordsOf(mention) : default;
                for (int word = first; end - first > 1 && word < end; word++)
                {
                    if (places.Cues.KindsAt(word).HasFlag(CueKind.Part)
                        && (word == first || attribute.IsRole(places.Cues, places.Cues.CueOf(word)!.Value)))
                    {
                        own[word] = first;
                    }
                }
            }
        }

        return own;
    }

    // Of the quantities in "for 15.6 inch laptops 30 L", only the first, with what is joined to it, belongs to the laptops.
    private HashSet<int> QuantitiesElsewhere(CuedPlaces places, Dictionary<string, IReadOnlyList<Mention>> mentions)
    {
        var found = new SortedDictionary<int, (int End, bool Announced)>();
        foreach (AttributeCues attribute in attributes)
        {
            foreach (Mention mention in mentions.GetValueOrDefault(attribute.Attribute.Id) ?? [])
            {
                if (mention.Field == places.Field.Field && mention.Cues.ChainLength > 0 && places.WordsOf(mention) is var (first, end)
                    && end > first)
                {
                    bool announced = mention.Cues.Role is RoleCue.Own or RoleCue.Near;
                    found[first] = found.TryGetValue(first, out (int End, bool Announced) other)
                        ? (Math.Max(end, other.End), announced || other.Announced) : (end, announced);
                }
            }
        }

        var elsewhere = new HashSet<int>();
        (Cue? Phrase, int End) previous = default;
        FieldCues field = places.Cues;
        foreach ((int first, (int end, bool announced)) in found)
        {
            if (first > 0 && field.Of(end - 1).HasFlag(Governed.SuitedEnd))
            {
                elsewhere.Add(first);
            }

            if (field.PhraseOf(first) is not { } phrase
                || (first == phrase.End && phrase.Kinds.HasFlag(CueKind.To) && !phrase.Kinds.HasFlag(CueKind.Elsewhere)))
            {
                continue; // the Polish "do 60 godzin" is a bound, not a purpose
            }

            bool isFirst = previous.Phrase != phrase;
            bool isJoined = !isFirst
                && (first == previous.End
                    || (first == previous.End + 1 && (field.KindsAt(previous.End) & (CueKind.And | CueKind.Or)) != 0));
            if ((isFirst || isJoined)
                && (phrase.Kinds.HasFlag(CueKind.Elsewhere)
                    || (!announced && (IsAttributive(field, end) || IsLinked(field, phrase, first)))))
            {
                elsewhere.Add(first);
            }

            previous = (phrase, isFirst || isJoined ? end : previous.End);
        }

        return elsewhere;
    }

    // "for desks of 75 cm", "für Laptops bis 15 Zoll".
    private static bool IsLinked(FieldCues field, Cue phrase, int first)
    {
        int word = first - 1;
        while (word > phrase.End && field.CueOf(word) is { } cue && (cue.Kinds & (CueKind.Of | CueKind.Filler | CueKind.To)) != 0)
        {
            word = cue.First - 1;
        }

        return word < first - 1 && field.SkipFillers(phrase.End) < first && word >= phrase.End;
    }

    // "without coating", "lid not included", "Bluetooth: no", for words that are not values themselves.
    private static void ReadDenials(CuedPlaces places, NegativeValues negatives, HashSet<(int Start, int End)> denied, List<Mention> read)
    {
        FieldCues field = places.Cues;
        for (int word = 0; word < field.Words.Count; word++)
        {
            if (field.NegationOf(word) is not { } by)
            {
                continue;
            }

            bool start = field.Of(word).HasFlag(Governed.NegatedStart);
            (TaxonomyValue? value, int count) = start
                ? negatives.At(field.Field.Text, field.Words, word)
                : negatives.EndingAt(field.Field.Text, field.Words, word);
            if (value is not null)
            {
                Deny(places, by, start ? word : word + 1 - count, start ? word + count : word + 1, value, denied, read);
            }
        }

        ReadAnswers(places, negatives, read);
    }

    // "Dimmable: yes" if the values are yes and no; otherwise the two words do not refer to the attribute.
    private static void ReadAnswers(CuedPlaces places, NegativeValues negatives, List<Mention> read)
    {
        if (negatives is not { Yes: { } yes, No: { } no })
        {
            return;
        }

        FieldCues field = places.Cues;
        for (int i = 0; i < read.Count; i++)
        {
            if (read[i].Field == field.Field.Field && (read[i].ValueId == yes.Id || read[i].ValueId == no.Id)
                && read[i].Cues.Form != FormCue.Joined)
            {
                read[i] = read[i] with { Cues = read[i].Cues with { Context = MentionContext.OtherSense } };
            }
        }

        foreach (Cue cue in field.Cues)
        {
            if ((cue.Kinds & (CueKind.Yes | CueKind.No)) != 0 && cue.First > 0
                && field.GapBefore(cue.First) is Gap.Colon or Gap.Blank or Gap.Dash
                && (cue.Kinds.HasFlag(CueKind.Yes) || field.NegationOf(cue.First - 1) is null)
                && negatives.EndingAt(field.Field.Text, field.Words, cue.First - 1).Value == no)
            {
                read.Add(places.Mention(cue.First, cue.End, cue.Kinds.HasFlag(CueKind.Yes) ? yes : no));
            }
        }
    }

    private static void Deny(
        CuedPlaces places, Cue by, int first, int end, TaxonomyValue value, HashSet<(int Start, int End)> denied, List<Mention> read)
    {
        (int from, int to) = (Math.Min(first, by.First), Math.Max(end, by.End));
        if (to - from <= 12 && denied.Add((from, to)))
        {
            read.Add(places.Mention(from, to, value));
        }
    }

    /// <summary>What is known of a field before its mentions are judged.</summary>
    /// <param name="QuantitiesElsewhere">First words of the quantities of something else.</param>
    /// <param name="OwnParts">Parts with a value of their own → the first word of its wording.</param>
    /// <param name="WordsOfValues">The words of all mentions.</param>
    private sealed record FieldFacts(HashSet<int> QuantitiesElsewhere, Dictionary<int, int> OwnParts, HashSet<int> WordsOfValues);
}
