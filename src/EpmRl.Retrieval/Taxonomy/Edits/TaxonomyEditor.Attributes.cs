using System.Text.Json;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <content>Attributes and their settings.</content>
internal sealed partial class TaxonomyEditor
{
    /// <summary>A required attribute.</summary>
    public AttributeDefinition Attribute(string id) => attributes.TryGetValue(id, out AttributeDefinition? attribute)
        ? attribute
        : throw new EditRefusedException($"There is no attribute '{id}'.{AttributeHint(id)}");

    /// <summary>Stores a changed attribute.</summary>
    public void Change(AttributeDefinition attribute) => attributes[attribute.Id] = attribute;

    /// <summary>A non-empty text.</summary>
    public string Text(string text, string what)
    {
        if (text.EnumerateRunes().Any(rune => rune == System.Text.Rune.ReplacementChar)
            && !text.Contains('\uFFFD', StringComparison.Ordinal))
        {
            throw new EditRefusedException($"The {what} holds half of a surrogate pair, so it is not Unicode.");
        }

        int most = what == "description" ? TaxonomyLimits.Description : what == "alias" ? TaxonomyLimits.Alias : TaxonomyLimits.Name;
        return LimitCheck.Problem(text, most, $"The {what}") is { } wrong ? throw new EditRefusedException(wrong)
            : TextKey.Of(text).Length > 0 ? text
            : throw new EditRefusedException($"The {what} is empty.");
    }

    public void AddAttribute(string id, string label, IReadOnlyDictionary<string, JsonElement>? settings)
    {
        CheckId(id, "attribute");
        if (attributes.TryGetValue(id, out AttributeDefinition? known))
        {
            throw new EditRefusedException($"There is an attribute '{id}' already: '{known.Name}'. Choose another id.");
        }

        history.ThrowIfTaken(RemovedKind.Attribute, id, label, Removed);
        attributes.Add(
            id, With(new AttributeDefinition { Id = id, Name = Text(label, "name") }, settings ?? new Dictionary<string, JsonElement>()));
    }

    public void Retype(string id, string kind, IReadOnlyDictionary<string, JsonElement>? settings)
    {
        AttributeDefinition attribute = Attribute(id);
        if (AttributeKinds.ByWord.TryGetValue(kind, out AttributeKind now) && now == attribute.Kind)
        {
            throw new EditRefusedException($"Attribute '{id}' is {kind} already. Use set-attribute for its settings.");
        }

        var all = new Dictionary<string, JsonElement>(settings ?? new Dictionary<string, JsonElement>(), StringComparer.Ordinal)
        {
            ["kind"] = JsonSerializer.SerializeToElement(kind),
        };
        Change(With(attribute, all));
    }

    public void Set(string id, IReadOnlyDictionary<string, JsonElement> settings)
    {
        AttributeDefinition attribute = Attribute(id);
        foreach ((string key, string instead) in new[]
        {
            ("name", "rename-attribute"),
            ("kind", "retype-attribute"),
            ("values", "add-value"),
        })
        {
            if (settings.ContainsKey(key))
            {
                throw new EditRefusedException($"'{key}' is changed with {instead}.");
            }
        }

        Change(With(attribute, settings));
    }

    public void RemoveAttribute(string id)
    {
        AttributeDefinition attribute = Attribute(id);
        if (attributes.Values.FirstOrDefault(other => other.Id != id && other.Values.Any(value =>
            SuccessorsOf(other.Id, value).Any(successor => successor.Attribute == id))) is { } pointing)
        {
            throw new EditRefusedException(
                $"Values of attribute '{pointing.Id}' were moved to '{id}'. Restore them, or give them another successor, first.");
        }

        attributes.Remove(id);
        foreach (CategoryDraft category in categories.Values.ToArray())
        {
            Change(
                category with { Own = [.. category.Own.Where(own => own != id)], Without = [.. category.Without.Where(own => own != id)] });
        }

        Removed.Add(new RemovedId(RemovedKind.Attribute, id, attribute.Name));
    }

    // Settings are read by the reader of attribute files, so that both know the same keys and report the same errors.
    private static AttributeDefinition With(AttributeDefinition attribute, IReadOnlyDictionary<string, JsonElement> settings)
    {
        ILookup<bool, string> keys = settings.Keys.ToLookup(
            key => settings[key].ValueKind == JsonValueKind.Null && AttributeSettings.Keys.Contains(key));
        AttributeDefinition reset = AttributeSettings.All.Where(setting => keys[true].Contains(setting.Key))
            .Aggregate(attribute, (now, setting) => setting.Reset(now)) with { Name = attribute.Name };
        var log = new ProblemLog();
        var draft = new AttributeDraft(reset, new Place("", 0));
        string json = JsonSerializer.Serialize(keys[false].ToDictionary(key => key, key => settings[key], StringComparer.Ordinal));
        if (JsonFile.Parse("", System.Text.Encoding.UTF8.GetBytes(json), 1, log) is { } map)
        {
            string owner = $"attribute '{attribute.Id}'";
            AttributeSettings.Apply(draft, new YamlFields(map, "", owner, log, AttributeSettings.Keys), owner, log);
        }

        return log.HasErrors
            ? throw new EditRefusedException(
                string.Join(" ", log.ToList().Where(problem => !problem.IsWarning).Select(problem => problem.Message)))
            : draft.Definition;
    }

    private string AttributeHint(string id)
    {
        AttributeDefinition? byName = attributes.Values.FirstOrDefault(attribute => TextKey.Of(attribute.Name) == TextKey.Of(id));
        return byName is not null ? $" '{byName.Name}' has the id '{byName.Id}'." : ClosestName.Hint(id, attributes.Keys);
    }

    private static void CheckId(string id, string what)
    {
        if (!Ids.IsValid(id))
        {
            throw new EditRefusedException(id.Length > TaxonomyLimits.Id ? LimitCheck.Problem(id, TaxonomyLimits.Id, $"The {what} id")! :
                $"The {what} id '{id}' is not allowed. Ids are {Ids.Rule}; for example '{Slug.Of(id)}'.");
        }
    }
}
