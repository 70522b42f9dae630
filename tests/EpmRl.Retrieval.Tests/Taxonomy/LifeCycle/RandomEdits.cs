using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Tests.Taxonomy.LifeCycle;

/// <summary>Draws edits of a small world of ids and labels, good ones and bad ones, and applies them to the model.</summary>
internal sealed class RandomEdits(Random random)
{
    private static readonly string[] Kinds = ["categorical", "text"];

    /// <summary>An edit, and whether the model allowed it.</summary>
    /// <param name="model">Is changed; in any state when the edit is refused.</param>
    /// <param name="published">Values that were published.</param>
    public (TaxonomyEdit Edit, bool Allowed) Next(ModelTaxonomy model, IReadOnlySet<(string, string)> published)
    {
        int drawn = random.Next(24);
        (string A, string V) one = Value(model, active: drawn is not (9 or 10)),
        other = Value(model, active: true, random.Next(5) > 0 ? one.A : null);
        ValueId id = new(one.A, one.V), second = new(other.A, other.V);
        string label = Label(), category = Category(), attribute = Attribute();
        string? parent = random.Next(3) == 0 ? null : Category();
        switch (drawn)
        {
            case < 4:
                one = random.Next(6) > 0 ? (one.A, NewId()) : one;
                return (new AddValue { Value = new ValueId(one.A, one.V), Label = label }, model.AddValue(one.A, one.V, label));
            case 4:
                bool keep = random.Next(2) == 0;
                return (new RenameValue { Value = id, Label = label, KeepOld = keep }, model.Rename(one, label, keep));
            case 5 or 6:
                return (new AddAlias { Value = id, Aliases = [label] }, model.AddAlias(one, label));
            case 7:
                label = model.Values.TryGetValue(one, out ModelValue? known) && known.Aliases.Count > 0
                    ? known.Aliases[random.Next(known.Aliases.Count)]
                    : label;
                return (new RemoveAlias { Value = id, Aliases = [label] }, model.RemoveAlias(one, label));
            case 8:
                bool none = random.Next(2) == 0;
                return (new DeprecateValue { Value = id, ReplacedBy = none ? null : second }, model.Retire(
                    one, none ? [] : [other], false));
            case 9 or 10:
                return (new RestoreValue { Value = id }, model.Restore(one));
            case 11 or 12:
                return (new MergeValue { Value = id, Into = second }, model.Merge(one, other));
            case 13:
                SplitPart[] parts = [Part(), Part()];
                return (new SplitValue { Value = id, Into = parts }, model.SplitValue(
                    one, [.. parts.Select(part => (part.Id, part.Label))]));
            case 14:
                (string, string) to = (Attribute(), NewId());
                return (new MoveValue { Value = id, To = new ValueId(to.Item1, to.Item2) }, model.Move(one, to));
            case 15:
                return (new RemoveValue { Value = id }, model.RemoveValue(one, published.Contains(one)));
            case 16:
                string name = random.Next(2) == 0 ? $"N{attribute}" : label;
                return (new AddAttribute { Attribute = attribute, Name = name }, model.AddAttribute(attribute, name));
            case 17:
                return (new RenameAttribute { Attribute = attribute, Name = label }, model.RenameAttribute(attribute, label));
            case 18:
                string kind = Kinds[random.Next(2)];
                return random.Next(4) == 0
                    ? (new RemoveAttribute { Attribute = attribute }, model.RemoveAttribute(attribute))
                    : (new RetypeAttribute { Attribute = attribute, Kind = kind }, model.Retype(attribute, kind));
            case 19:
                return (new AttachAttribute { Category = category, Attribute = attribute }, model.Attach(category, attribute));
            case 20:
                return (new DetachAttribute { Category = category, Attribute = attribute }, model.Detach(category, attribute));
            case 21:
                string called = random.Next(2) == 0 ? $"N{category}" : label;
                return (new AddCategory { Category = category, Name = called, Parent = parent }, model.AddCategory(
                    category, called, parent));
            case 22:
                return random.Next(2) == 0
                    ? (new RenameCategory { Category = category, Name = label }, model.RenameCategory(category, label))
                    : (new RemoveCategory { Category = category }, model.RemoveCategory(category));
            default:
                return (new MoveCategory { Category = category, Parent = parent }, model.MoveCategory(category, parent));
        }

        SplitPart Part() => random.Next(3) > 0 ? new SplitPart(NewId(), Label()) : new SplitPart(Value(model, active: true, one.A).V);
    }

    private string Attribute() => $"a{random.Next(5)}";

    private string Category() => $"c{random.Next(7)}";

    private string Label() => $"{(random.Next(2) == 0 ? "L" : "l")}{random.Next(200)}";

    private string NewId() => $"v{random.Next(50)}";

    // Mostly one that is there, and of the kind that the edit is for.
    private (string A, string V) Value(ModelTaxonomy model, bool active, string? attribute = null)
    {
        (string, string)[] fitting = random.Next(10) == 0 ? [] :
        [
            .. model.Values.Where(pair => pair.Value.Active == active && (attribute is null || pair.Key.Attribute == attribute))
                .Select(pair => pair.Key),
        ];
        return fitting.Length > 0 ? fitting[random.Next(fitting.Length)] : (attribute ?? Attribute(), NewId());
    }
}
