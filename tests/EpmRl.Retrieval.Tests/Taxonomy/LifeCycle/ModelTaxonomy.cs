using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Tests.Taxonomy.LifeCycle;

/// <summary>
/// What a taxonomy should be after edits, in plain dictionaries: written from the documentation of the edits, independently of their
/// implementation. An edit that must be refused returns false and leaves it in an undefined state; the caller then takes the copy from
/// before.
/// </summary>
internal sealed partial class ModelTaxonomy
{
    public Dictionary<string, (string Name, string Kind)> Attributes { get; private init; } = [];

    public Dictionary<(string Attribute, string Value), ModelValue> Values { get; private init; } = [];

    public Dictionary<string, (string Name, string? Parent)> Categories { get; private init; } = [];

    /// <summary>(category, attribute) pairs that a category adds itself, and that it leaves out.</summary>
    public HashSet<(string Category, string Attribute)> Own { get; private init; } = [];

    public HashSet<(string Category, string Attribute)> Without { get; private init; } = [];

    /// <summary>Ids of removed attributes and categories with the names they had.</summary>
    public Dictionary<string, string> Removed { get; private init; } = [];

    public ModelTaxonomy Copy() => new()
    {
        Attributes = new(Attributes), Values = new(Values), Categories = new(Categories), Own = [.. Own], Without = [.. Without],
        Removed = new(Removed),
    };

    public bool AddValue(string a, string v, string label, bool valid = true)
    {
        valid &= Attributes.ContainsKey(a) && !Values.ContainsKey((a, v));
        if (valid)
        {
            Values.Add((a, v), new ModelValue(label, [], true, false, []));
        }

        return valid && Distinct(a);
    }

    public bool Rename((string, string) id, string label, bool keepOld) => Change(id, value => value with
    {
        Label = label,
        Aliases = [.. value.Aliases.Where(alias => alias != label), .. keepOld && label != value.Label ? new[] { value.Label } : []],
    });

    public bool AddAlias((string, string) id, string alias) =>
        Change(id, value => value.Aliases.Contains(alias) ? null : value with { Aliases = [.. value.Aliases, alias] });

    public bool RemoveAlias((string, string) id, string alias) =>
        Change(
            id, value => value.Aliases.Contains(alias) ? value with { Aliases = [.. value.Aliases.Where(other => other != alias)] } : null);

    public bool Retire((string, string) id, IReadOnlyList<(string, string)> to, bool split)
    {
        if (!IsActive(id) || to.Any(other => other == id || !IsActive(other)))
        {
            return false;
        }

        Values[id] = Values[id] with { Active = false, Split = split, Successors = to };
        Repoint(id, to, split);
        return Distinct(id.Item1);
    }

    public bool Restore((string Attribute, string Value) id)
    {
        if (!Values.TryGetValue(id, out ModelValue? value) || value.Active)
        {
            return false;
        }

        string key = value.Label.ToLowerInvariant();
        foreach (var successor in value.Successors.Where(successor => successor.Attribute == id.Attribute))
        {
            Values[successor] =
                Values[successor] with { Aliases = [.. Values[successor].Aliases.Where(alias => alias.ToLowerInvariant() != key)] };
        }

        HashSet<string> taken = [.. Values.Where(pair => pair.Key.Attribute == id.Attribute && pair.Key != id && pair.Value.Active)
            .SelectMany(pair => pair.Value.Spellings)];
        Values[id] = value with
        {
            Active = true,
            Split = false,
            Successors = [],
            Aliases = [.. value.Aliases.Where(alias => !taken.Contains(alias.ToLowerInvariant()))],
        };
        return Distinct(id.Attribute);
    }

    public bool Merge((string Attribute, string Value) from, (string Attribute, string Value) into)
    {
        if (from.Attribute != into.Attribute || !IsActive(from) || !IsActive(into) || from == into)
        {
            return false;
        }

        ModelValue merged = Values[from], target = Values[into];
        Values[from] = merged with { Active = false, Aliases = [], Successors = [into] };
        Repoint(from, [into], false);
        var seen = new HashSet<string>(target.Spellings);
        Values[into] = target with
        {
            Aliases = [.. target.Aliases, .. merged.Aliases.Prepend(merged.Label).Where(text => seen.Add(text.ToLowerInvariant()))],
        };
        return Distinct(from.Attribute);
    }

    public bool SplitValue((string Attribute, string Value) id, IReadOnlyList<(string Id, string? Label)> parts)
    {
        if (!IsActive(id) || parts.Count < 2 || parts.Select(part => part.Id).Distinct().Count() < parts.Count)
        {
            return false;
        }

        foreach ((string part, string? label) in parts)
        {
            if (part == id.Value || (label is null ? !IsActive((id.Attribute, part)) : Values.ContainsKey((id.Attribute, part))))
            {
                return false;
            }

            if (label is not null)
            {
                Values.Add((id.Attribute, part), new ModelValue(label, [], true, false, []));
            }
        }

        // The first part keeps the aliases, but for those that a part is written like.
        var first = (id.Attribute, parts[0].Id);
        HashSet<string> written = [.. parts.SelectMany(part => Values[(id.Attribute, part.Id)].Spellings)];
        Values[first] = Values[first] with
        {
            Aliases = [.. Values[first].Aliases, .. Values[id].Aliases.Where(alias => written.Add(alias.ToLowerInvariant()))],
        };
        Values[id] = Values[id] with { Aliases = [] };
        return Retire(id, [.. parts.Select(part => (id.Attribute, part.Id))], true);
    }

    public bool Move((string Attribute, string Value) from, (string Attribute, string Value) to)
    {
        if (from.Attribute == to.Attribute || !IsActive(from) || !Attributes.ContainsKey(to.Attribute) || Values.ContainsKey(to))
        {
            return false;
        }

        Values.Add(to, Values[from]);
        Values[from] = Values[from] with { Aliases = [] };
        return Retire(from, [to], false) && Distinct(to.Attribute);
    }

    public bool RemoveValue((string, string) id, bool published)
    {
        if (published || !Values.Remove(id))
        {
            return false;
        }

        Repoint(id, [], false);
        return Distinct(id.Item1);
    }

    public bool AddAttribute(string id, string name) =>
        !(Removed.TryGetValue("a " + id, out string? before) && before.ToLowerInvariant() != name.ToLowerInvariant())
            && Attributes.TryAdd(id, (name, "categorical"));

    public bool RenameAttribute(string id, string name) =>
        Attributes.ContainsKey(id) && Set(() => Attributes[id] = (name, Attributes[id].Kind));

    public bool Retype(string id, string kind) =>
        Attributes.TryGetValue(id, out var now) && now.Kind != kind && Set(() => Attributes[id] = (now.Name, kind));

    public bool RemoveAttribute(string id)
    {
        if (!Attributes.TryGetValue(id, out var gone)
            || Values.Any(pair => pair.Key.Attribute != id && pair.Value.Successors.Any(successor => successor.Attribute == id)))
        {
            return false;
        }

        Attributes.Remove(id);
        Removed["a " + id] = gone.Name;
        foreach (var value in Values.Keys.Where(value => value.Attribute == id).ToArray())
        {
            Values.Remove(value);
        }

        Own.RemoveWhere(pair => pair.Attribute == id);
        Without.RemoveWhere(pair => pair.Attribute == id);
        return true;
    }

    public HashSet<string> AttributesOf(string category)
    {
        HashSet<string> all = Categories[category].Parent is string parent ? AttributesOf(parent) : [];
        all.RemoveWhere(attribute => Without.Contains((category, attribute)));
        all.UnionWith(Own.Where(pair => pair.Category == category).Select(pair => pair.Attribute));
        return all;
    }

    public bool Attach(string category, string attribute)
    {
        if (!Categories.ContainsKey(category) || !Attributes.ContainsKey(attribute) || AttributesOf(category).Contains(attribute))
        {
            return false;
        }

        if (!Without.Remove((category, attribute)))
        {
            Own.Add((category, attribute));
        }

        return Tidy();
    }

    public bool Detach(string category, string attribute)
    {
        if (!Categories.ContainsKey(category) || !Attributes.ContainsKey(attribute) || !AttributesOf(category).Contains(attribute))
        {
            return false;
        }

        if (!Own.Remove((category, attribute)))
        {
            Without.Add((category, attribute));
        }

        return Tidy();
    }

    public bool AddCategory(string id, string name, string? parent)
    {
        if (Categories.ContainsKey(id) || (parent is not null && !Categories.ContainsKey(parent))
            || (Removed.TryGetValue("c " + id, out string? before) && before.ToLowerInvariant() != name.ToLowerInvariant()))
        {
            return false;
        }

        Categories.Add(id, (name, parent));
        return NamesDiffer();
    }

    public bool RenameCategory(string id, string name) =>
        Categories.ContainsKey(id) && Set(() => Categories[id] = (name, Categories[id].Parent)) && NamesDiffer();

    public bool MoveCategory(string id, string? parent)
    {
        if (!Categories.TryGetValue(id, out var now) || now.Parent == parent || (parent is not null && !Categories.ContainsKey(parent)))
        {
            return false;
        }

        for (string? above = parent; above is not null; above = Categories[above].Parent)
        {
            if (above == id)
            {
                return false;
            }
        }

        Categories[id] = (now.Name, parent);
        return NamesDiffer() && Tidy();
    }

    public bool RemoveCategory(string id)
    {
        if (!Categories.TryGetValue(id, out var gone) || Categories.Count == 1 || Categories.Values.Any(category => category.Parent == id))
        {
            return false;
        }

        Categories.Remove(id);
        Removed["c " + id] = gone.Name;
        Own.RemoveWhere(pair => pair.Category == id);
        Without.RemoveWhere(pair => pair.Category == id);
        return true;
    }

    private static bool Set(Action change)
    {
        change();
        return true;
    }

    private bool IsActive((string, string) id) => Values.TryGetValue(id, out ModelValue? value) && value.Active;

    private bool Change((string Attribute, string Value) id, Func<ModelValue, ModelValue?> change)
    {
        if (!IsActive(id) || change(Values[id]) is not { } changed)
        {
            return false;
        }

        Values[id] = changed;
        return Distinct(id.Attribute);
    }

    // Whoever pointed to a value points to what took its place.
    private void Repoint((string, string) old, IReadOnlyList<(string, string)> now, bool split)
    {
        foreach ((var id, ModelValue value) in Values.Where(pair => pair.Value.Successors.Contains(old)).ToArray())
        {
            if (!value.Split)
            {
                Values[id] = value with { Successors = now, Split = split };
                continue;
            }

            (string, string)[] parts = [.. value.Successors.SelectMany(part => part == old ? now : [part]).Distinct()];
            bool one = parts.Length == 1 && now.Count == 1 && value.Successors.Count > 1;
            Values[id] = value with { Successors = parts, Split = !one && parts.Length > 0 };
        }
    }

    private bool Distinct(string attribute)
    {
        (string Id, ModelValue Value)[] all =
            [.. Values.Where(pair => pair.Key.Attribute == attribute).Select(pair => (pair.Key.Value, pair.Value))];
        foreach ((string id, ModelValue value) in all.Where(one => one.Value.Active))
        {
            foreach ((string otherId, ModelValue other) in all.Where(one => one.Id != id))
            {
                if (other.Active ? value.Spellings.Intersect(other.Spellings).Any()
                    : value.Spellings.Contains(other.Label.ToLowerInvariant()) && !other.Successors.Contains((attribute, id)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool NamesDiffer() =>
        Categories.Values.Select(category => (category.Parent, category.Name.ToLowerInvariant())).Distinct().Count() == Categories.Count;

    private bool Tidy()
    {
        foreach (string category in Categories.Keys.OrderBy(DepthOf))
        {
            HashSet<string> inherited = Categories[category].Parent is string parent ? AttributesOf(parent) : [];
            Own.RemoveWhere(pair => pair.Category == category && inherited.Contains(pair.Attribute));
            Without.RemoveWhere(pair => pair.Category == category && !inherited.Contains(pair.Attribute));
        }

        return true;

        int DepthOf(string category) => 1 + (Categories[category].Parent is string parent ? DepthOf(parent) : 0);
    }
}
