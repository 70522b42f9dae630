using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <content>Values and their redirects.</content>
internal sealed partial class TaxonomyEditor
{
    /// <summary>A required value.</summary>
    public TaxonomyValue Value(ValueId id)
    {
        AttributeDefinition attribute = Attribute(id.Attribute);
        return attribute.Values.FirstOrDefault(value => value.Id == id.Value)
            ?? throw new EditRefusedException($"Attribute '{id.Attribute}' has no value '{id.Value}'.{ValueHint(id.Value, attribute)}");
    }

    /// <summary>Changes an active value.</summary>
    public void ChangeActive(ValueId id, Func<TaxonomyValue, TaxonomyValue> change)
    {
        TaxonomyValue value = Active(id);
        TaxonomyValue changed = change(value);
        _ = Text(changed.Label, "label");
        foreach (string text in changed.Aliases)
        {
            _ = Text(text, "alias");
        }

        foreach (string text in changed.LocaleLabels.Values)
        {
            _ = Text(text, "label");
        }

        _ = changed.Description is null ? "" : Text(changed.Description, "description");
        Put(id, changed);
    }

    public void AddValue(ValueId id, TaxonomyValue value, string? after = null)
    {
        AttributeDefinition attribute = Attribute(id.Attribute);
        CheckId(id.Value, "value");
        if (attribute.Values.FirstOrDefault(known => known.Id == id.Value) is { } known)
        {
            throw new EditRefusedException($"Attribute '{id.Attribute}' has the value '{id.Value}' already: '{known.Label}'"
                + (known.Status == ValueStatus.Active ? ". Choose another id." : ", deprecated. Bring it back with restore-value, or "
                + "choose another id."));
        }

        int place = attribute.Values.Count;
        if (after is not null)
        {
            _ = Value(new ValueId(id.Attribute, after));
            place = 1 + IndexOf(attribute, after);
        }

        TaxonomyValue[] values = [.. attribute.Values.Take(place), value, .. attribute.Values.Skip(place)];
        attributes[id.Attribute] = attribute with { Values = values };
        ChangeActive(id, same => same); // checks its texts
    }

    public void RemoveValue(ValueId id)
    {
        TaxonomyValue value = Value(id);
        if (history.Published?.TryFindAttribute(id.Attribute, out AttributeDefinition? published) == true
            && published.Values.Any(one => one.Id == id.Value))
        {
            throw new EditRefusedException(
                $"'{id}' ('{value.Label}') was published, so tags may name it. Use deprecate-value or merge-value instead.");
        }

        Redirect(id, [], false);
        AttributeDefinition attribute = Attribute(id.Attribute);
        attributes[id.Attribute] = attribute with { Values = [.. attribute.Values.Where(other => other.Id != id.Value)] };
    }

    /// <summary>Deprecates a value, with its successors if it has any, which older redirects then point to.</summary>
    public void Retire(ValueId id, IReadOnlyList<ValueId> successors, bool split)
    {
        TaxonomyValue value = Active(id);
        foreach (ValueId successor in successors)
        {
            if (successor == id)
            {
                throw new EditRefusedException($"'{id}' cannot replace itself.");
            }

            _ = Active(successor);
        }

        string[] texts = [.. successors.Select(successor => successor.In(id.Attribute))];
        Put(id, value with
        {
            Status = ValueStatus.Deprecated,
            ReplacedBy = split ? null : texts.FirstOrDefault(),
            SplitInto = split ? texts : [],
        });
        Redirect(id, successors, split);
        AttributeDefinition attribute = Attribute(id.Attribute);
        if (attribute.MixedValue == id.Value)
        {
            attributes[id.Attribute] = attribute with
            {
                MixedValue = !split && successors.Count == 1 && successors[0].Attribute == id.Attribute ? successors[0].Value
                    : throw new EditRefusedException($"'{id}' is the 'mixed_value' of its attribute. Name another one first: set-attribute "
                        + $"{id.Attribute} mixed_value=…"),
            };
        }
    }

    public void Restore(ValueId id)
    {
        TaxonomyValue value = Value(id);
        if (value.Status == ValueStatus.Active)
        {
            throw new EditRefusedException($"'{id}' is in use. Only deprecated values can be restored.");
        }

        foreach (ValueId successor in SuccessorsOf(id.Attribute, value).Where(successor => successor.Attribute == id.Attribute))
        {
            TaxonomyValue owner = Value(successor);
            Put(successor, owner with
            {
                Aliases = [.. owner.Aliases.Where(alias => Key(id.Attribute, alias) != Key(id.Attribute, value.Label))],
            });
        }

        // Spellings that now mean another value stay there.
        HashSet<string> taken =
        [
            .. Attribute(id.Attribute).Values.Where(other => other.Id != id.Value && other.Status == ValueStatus.Active)
                .SelectMany(other => other.Aliases.Prepend(other.Label)).Select(text => Key(id.Attribute, text)),
        ];
        Put(id, value with
        {
            Status = ValueStatus.Active,
            ReplacedBy = null,
            SplitInto = [],
            Aliases = [.. value.Aliases.Where(alias => !taken.Contains(Key(id.Attribute, alias)))],
        });
    }

    public void Merge(ValueId from, ValueId into, bool translations)
    {
        if (from.Attribute != into.Attribute)
        {
            throw new EditRefusedException(
                $"'{from}' and '{into}' are of two attributes. Use deprecate-value {from} replaced_by={into}, or move-value.");
        }

        TaxonomyValue merged = Active(from);
        _ = Active(into);
        Retire(from, [into], split: false);
        Put(from, Value(from) with { Aliases = [] });
        TakeOver(into, merged.Aliases.Prepend(merged.Label), [Value(into)]);
        if (translations)
        {
            // Several values may have the same translation, but an alias means one value: another value's own spelling stays with it.
            TakeOver(into, merged.LocaleLabels.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value),
                Attribute(into.Attribute).Values.Where(value => value.Status == ValueStatus.Active));
        }
    }

    /// <summary>Splits a value.</summary>
    /// <param name="id">The value.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="aliasesTo">The part that takes the aliases; <see cref="SplitValue.NoPart"/> for none.</param>
    public void Split(ValueId id, IReadOnlyList<SplitPart> parts, string aliasesTo)
    {
        TaxonomyValue whole = Active(id);
        if (parts.Count < 2 || parts.Select(part => part.Id).Distinct(StringComparer.Ordinal).Count() < parts.Count)
        {
            throw new EditRefusedException($"'{id}' has to be split into at least two different values.");
        }

        if (aliasesTo != SplitValue.NoPart && parts.All(part => part.Id != aliasesTo))
        {
            throw new EditRefusedException($"'{aliasesTo}' cannot keep the aliases of '{id}': it is none of the parts."
                + $"{ClosestName.Hint(aliasesTo, [.. parts.Select(part => part.Id)])}");
        }

        foreach (SplitPart part in parts)
        {
            var partId = new ValueId(id.Attribute, part.Id);
            if (partId == id)
            {
                throw new EditRefusedException(
                    $"'{id}' cannot be a part of itself. Give the part that keeps its meaning an id of its own.");
            }

            if (part.Label is not null)
            {
                AddValue(partId, new TaxonomyValue { Id = part.Id, Label = part.Label });
            }
            else
            {
                _ = Active(partId);
            }
        }

        Put(id, Value(id) with { Aliases = [] });
        if (aliasesTo != SplitValue.NoPart)
        {
            TakeOver(new ValueId(id.Attribute, aliasesTo), whole.Aliases, parts.Select(part => Value(new ValueId(id.Attribute, part.Id))));
        }

        Retire(id, [.. parts.Select(part => new ValueId(id.Attribute, part.Id))], split: true);
    }

    public void Move(ValueId from, ValueId to)
    {
        if (from.Attribute == to.Attribute)
        {
            throw new EditRefusedException(
                $"'{from}' is of attribute '{to.Attribute}' already. Ids never change: use rename-value for another label.");
        }

        TaxonomyValue value = Active(from);
        AddValue(to, value with { Id = to.Value });
        Retire(from, [to], split: false);
        Put(from, Value(from) with { Aliases = [] });
    }

    // Texts become aliases of a value, except those that one of several values already has as a spelling.
    private void TakeOver(ValueId id, IEnumerable<string> texts, IEnumerable<TaxonomyValue> written)
    {
        HashSet<string> known =
            [.. written.SelectMany(value => value.Aliases.Prepend(value.Label)).Select(text => Key(id.Attribute, text))];
        TaxonomyValue taker = Value(id);
        Put(id, taker with { Aliases = [.. taker.Aliases, .. texts.Where(text => known.Add(Key(id.Attribute, text)))] });
    }

    private TaxonomyValue Active(ValueId id)
    {
        TaxonomyValue value = Value(id);
        return value.Status == ValueStatus.Active ? value : throw new EditRefusedException(
            $"'{id}' ('{value.Label}') is deprecated{(value.ReplacedBy is null ? "" : $", replaced by '{value.ReplacedBy}'")}. Restore it "
                + $"first, or name a value that is in use.");
    }

    private void Put(ValueId id, TaxonomyValue value)
    {
        AttributeDefinition attribute = attributes[id.Attribute];
        TaxonomyValue[] values = [.. attribute.Values];
        values[IndexOf(attribute, id.Value)] = value;
        attributes[id.Attribute] = attribute with { Values = values };
    }

    // Redirects to a value move to its successors.
    private void Redirect(ValueId from, IReadOnlyList<ValueId> successors, bool split)
    {
        foreach (AttributeDefinition attribute in attributes.Values.ToArray())
        {
            string old = from.In(attribute.Id);
            if (!attribute.Values.Any(value => value.ReplacedBy == old || value.SplitInto.Contains(old)))
            {
                continue;
            }

            string[] now = [.. successors.Select(successor => successor.In(attribute.Id))];
            attributes[attribute.Id] =
                attribute with { Values = [.. attribute.Values.Select(value => Redirected(value, old, now, split))] };
        }
    }

    private static TaxonomyValue Redirected(TaxonomyValue value, string old, string[] now, bool split)
    {
        if (value.ReplacedBy == old)
        {
            return split ? value with { ReplacedBy = null, SplitInto = now } : value with { ReplacedBy = now.FirstOrDefault() };
        }

        if (!value.SplitInto.Contains(old))
        {
            return value;
        }

        string[] parts = [.. value.SplitInto.SelectMany(part => part == old ? now : [part]).Distinct(StringComparer.Ordinal)];
        return parts.Length == 1 && now.Length == 1 && value.SplitInto.Count > 1
            ? value with { SplitInto = [], ReplacedBy = parts[0] } // all parts were merged again
            : value with { SplitInto = parts };
    }

    private static IEnumerable<ValueId> SuccessorsOf(string attribute, TaxonomyValue value) =>
        (value.ReplacedBy is null ? value.SplitInto : [value.ReplacedBy]).Select(text => ValueId.Within(attribute, text));

    private string Key(string attribute, string text) => attributes[attribute].CaseSensitive ? TextKey.OfCased(text) : TextKey.Of(text);

    private static int IndexOf(AttributeDefinition attribute, string value)
    {
        for (int i = 0; i < attribute.Values.Count; i++)
        {
            if (attribute.Values[i].Id == value)
            {
                return i;
            }
        }

        return -1;
    }

    private static string ValueHint(string wanted, AttributeDefinition attribute)
    {
        TaxonomyValue? byLabel = attribute.Values.FirstOrDefault(value => TextKey.Of(value.Label) == TextKey.Of(wanted));
        return byLabel is not null
            ? $" '{byLabel.Label}' has the id '{byLabel.Id}'."
            : ClosestName.Hint(wanted, [.. attribute.Values.Select(value => value.Id)]);
    }
}
