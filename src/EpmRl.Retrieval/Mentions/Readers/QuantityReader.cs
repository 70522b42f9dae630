using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Mentions;

/// <summary>Reads measurements and numbers: converts units, matches the list within its rounding, and formats open values.</summary>
internal sealed class QuantityReader : IMentionReader
{
    private const int SumReach = 30; // characters between counts that add up: "2 ports internal / 4 ports external"
    private readonly AttributeDefinition attribute;
    private readonly QuantityFormat format;
    private readonly QuantityConverter converter;
    private readonly QuantityLabel[] labels;
    private readonly LikelyRange likely;
    private readonly RoleFinder roles;

    /// <summary>Prepares the reader of one attribute.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="units">The units that can be read.</param>
    /// <param name="labelScanner">Reads labels as quantities.</param>
    /// <param name="sideOf">The side of a role word relative to its number.</param>
    public QuantityReader(AttributeDefinition attribute, UnitLexicon units, QuantityScanner labelScanner, Func<string, RoleSide> sideOf)
    {
        this.attribute = attribute;
        format = attribute.Quantity ?? new QuantityFormat();
        converter = new QuantityConverter(attribute, format, units);
        roles = new RoleFinder(attribute, sideOf);
        labels =
        [
            .. attribute.Values.Where(value => value.Status == ValueStatus.Active)
                .SelectMany(value => value.Aliases.Prepend(value.Label).Select(text => QuantityLabel.Read(value, text, labelScanner)))
                .OfType<QuantityLabel>(),
        ];
        likely = new LikelyRange(attribute, converter, format.Unit is null ? null : units.Find(format.Unit), labels);
    }

    /// <summary>Whether a quantity has no unit, or one of the attribute's.</summary>
    public bool Knows(Quantity quantity) => quantity.Unit is null || converter.Convert(quantity) is not null;

    public void Read(FieldReading reading, List<Mention> mentions)
    {
        int before = mentions.Count;
        var counts = new List<(double Value, Quantity Quantity)>();
        foreach (Quantity written in reading.Quantities)
        {
            (IReadOnlyList<Quantity> readings, bool ambiguous) = likely.Of(written);
            foreach (Quantity quantity in readings)
            {
                Read(reading, quantity, ambiguous, before, counts, mentions);
            }
        }

        AddSums(reading.Field, counts, mentions);
    }

    private void Read(
        FieldReading reading, Quantity quantity, bool ambiguous, int before, List<(double Value, Quantity Quantity)> counts,
        List<Mention> mentions)
    {
        if (converter.Convert(quantity) is not { } amount)
        {
            return;
        }

        (RoleCue Cue, string? Word) role = Cue(reading, quantity);
        if (quantity.Unit is { IsShort: true } && role.Cue is not (RoleCue.Own or RoleCue.Near))
        {
            return; // the 32M of a cache, but not that of a cable
        }

        if (format.Sum && role.Cue is RoleCue.Own && amount.Canonical is [double count])
        {
            counts.Add((count, quantity));
        }

        foreach ((string? id, string label, FormCue form) in
            Match(amount, reading.Field.Text.AsSpan(quantity.Start, quantity.End - quantity.Start)))
        {
            mentions.Add(Mention(reading.Field, quantity.Start, quantity.End, id, label, new MentionCues
            {
                Role = role.Cue,
                RoleWord = role.Word,
                Form = form,
                ChainLength = quantity.ChainLength,
                ChainPlace = quantity.ChainPlace,
                ChainRank = quantity.ChainRank,
                ChainMarks = quantity.ChainMarks,
                Unit = quantity.UnitCue,
                Bound = quantity.Bound,
                Ambiguous = ambiguous,
                Unusual = likely.IsUnusual(amount),
                Length = quantity.End - quantity.Start,
                Order = mentions.Count - before,
            }));
        }
    }

    private (RoleCue Cue, string? Word) Cue(FieldReading reading, Quantity quantity)
    {
        if (quantity.Role is not { } touching)
        {
            // A word that marks another number does not also announce this one.
            return roles.Find(reading.Field, quantity.Start, quantity.End, reading.IsMark);
        }

        return (roles.IsOwn(touching) ? RoleCue.Own : RoleCue.Other, touching);
    }

    // At most one label: the nearest; among labels of the same quantity ("12 oz", "12 Ounce") the one spelled like the text.
    private (string? Id, string Label, FormCue Form)[] Match(Amount amount, ReadOnlySpan<char> text)
    {
        QuantityLabel? best = null;
        double bestError = double.MaxValue;
        foreach (QuantityLabel label in labels)
        {
            double error = converter.Error(amount, label);
            if (error < bestError
                || (error == bestError && best is not null && text.Equals(label.Text, StringComparison.OrdinalIgnoreCase)))
            {
                best = label;
                bestError = error;
            }
        }

        if (best is not null)
        {
            return [(best.Value.Id, best.Value.Label, bestError == 0 ? FormCue.Exact : FormCue.Folded)];
        }

        return attribute.Open && converter.Write(amount) is { } open ? [(null, open, FormCue.Open)] : [];
    }

    private void AddSums(FieldText field, List<(double Value, Quantity Quantity)> counts, List<Mention> mentions)
    {
        for (int i = 0; i + 1 < counts.Count; i++)
        {
            Quantity left = counts[i].Quantity;
            Quantity right = counts[i + 1].Quantity;
            if (right.Start - left.ExtentEnd > SumReach)
            {
                continue;
            }

            foreach ((string? id, string label, FormCue form) in
                Match(QuantityConverter.OfOwnUnit(counts[i].Value + counts[i + 1].Value), []))
            {
                mentions.Add(Mention(field, left.Start, right.End, id, label, new MentionCues
                {
                    Role = RoleCue.Own, Form = form, ChainLength = 1, ChainPlace = 1, Length = right.End - left.Start,
                }));
            }
        }
    }

    private static Mention Mention(FieldText field, int start, int end, string? id, string label, MentionCues cues)
    {
        (int from, int to) = field.Clean.ToOriginal(start, end);
        return new Mention { ValueId = id, Label = label, Field = field.Field, Start = from, End = to, Cues = cues };
    }
}
