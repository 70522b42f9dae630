using System.Text.Json.Nodes;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.LifeCycle;

/// <summary>
/// Migrates stored tags, lines of <c>epmrl tag</c>, to another version of the taxonomy: new labels and names, redirects followed, removed
/// values dropped. What it cannot decide, such as the listing's part of a split value, is left for tagging again and counted.
/// </summary>
/// <param name="to">The target taxonomy.</param>
/// <param name="removed">What was removed since, with the categories that took over the listings of removed ones.</param>
internal sealed class TagMigrator(ProductTaxonomy to, IReadOnlyCollection<RemovedId> removed)
{
    private readonly ValueSuccession succession = new(to);
    private readonly Dictionary<string, RemovedId> removedCategories =
        removed.Where(one => one.Kind == RemovedKind.Category).ToDictionary(one => one.Id, StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, TaxonomyValue>> spellings = new(StringComparer.Ordinal);

    /// <summary>The totals so far.</summary>
    public TagMigrationTotals Totals { get; } = new();

    /// <summary>Changes one listing's tags in place.</summary>
    /// <param name="tags">The line's object.</param>
    /// <returns>Whether the listing should be tagged again.</returns>
    /// <exception cref="FormatException">The object is not a line of tags.</exception>
    public bool Migrate(JsonObject tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        if (tags["attributes"] is not JsonArray answers || tags["taxonomy_version"] is not JsonValue)
        {
            throw new FormatException("The line has no 'attributes' or no 'taxonomy_version'. Expected a tag result.");
        }

        Totals.Listings++;
        bool again = MigrateCategory(tags, out Category? category);
        var moved = new List<(ValueId To, JsonObject Value, string Why)>();
        foreach (JsonObject answer in answers.ToArray()
            .Select(node => node as JsonObject ?? throw new FormatException("'attributes' holds an element that is not an object.")))
        {
            string id = Text(answer, "attribute_id");
            if (category is null || !to.TryFindAttribute(id, out AttributeDefinition? attribute)
                || category.Attributes.All(one => one.Id != id))
            {
                // Values that moved to another attribute may still be needed there.
                MoveOut(answer, id, moved);
                Totals.Count(ValueFate.Lost, Values(answer, "values").Count);
                answers.Remove(answer);
                continue;
            }

            if (Text(answer, "attribute") != attribute.Name)
            {
                answer["attribute"] = attribute.Name;
                Totals.AttributesRenamed++;
            }

            again |= MigrateAnswer(answer, attribute, moved);
        }

        foreach ((ValueId target, JsonObject value, string why) in moved)
        {
            Receive(answers, category, target, value, why);
        }

        if (category is not null
            && category.Attributes.Any(attribute => answers.All(answer => Text((JsonObject)answer!, "attribute_id") != attribute.Id)))
        {
            Totals.WithNewAttributes++;
            again = true;
        }

        tags["taxonomy_version"] = to.Version;
        Totals.TagAgain += again ? 1 : 0;
        return again;
    }

    private bool MigrateCategory(JsonObject tags, out Category? category)
    {
        category = null;
        if (tags["category_id"] is not JsonValue given)
        {
            return false; // it had none, and so no attributes
        }

        string id = given.GetValue<string>();
        for (int steps = 0;
            steps < 100 && !Find(id) && removedCategories.TryGetValue(id, out RemovedId? gone) && gone.Into is not null;
            steps++)
        {
            id = gone.Into;
        }

        if (!Find(id))
        {
            tags["category_id"] = null;
            Totals.ListingsLost++;
            return true;
        }

        to.TryFindCategory(id, out category);
        if (id != given.GetValue<string>())
        {
            tags["category_id"] = id;
            Totals.CategoriesRedirected++;
        }

        if (tags["category_predicted"] is JsonValue predicted && predicted.GetValue<bool>())
        {
            tags["category"] = category!.Path; // a listing's own text stays; a predicted category follows the taxonomy
        }

        return false;

        bool Find(string wanted) => to.TryFindCategory(wanted, out Category? found) && found.Id == wanted;
    }

    private bool MigrateAnswer(JsonObject answer, AttributeDefinition attribute, List<(ValueId, JsonObject, string)> moved)
    {
        bool again = false;
        JsonArray values = Values(answer, "values"), alternatives = Values(answer, "alternatives");
        var reasons = new List<string>();
        var kept = new List<JsonObject>();
        var parts = new List<JsonObject>();
        foreach (JsonObject value in values.ToArray().Cast<JsonObject>())
        {
            values.Remove(value);
            string label = Text(value, "label");
            if (value["id"] is not JsonValue idNode)
            {
                kept.Add(Listed(value, attribute));
                continue;
            }

            ValueOutcome outcome = succession.Of(new ValueId(attribute.Id, idNode.GetValue<string>()));
            Totals.Count(outcome.Fate, 1);
            switch (outcome.Fate)
            {
                case ValueFate.Kept:
                    kept.Add(Relabelled(value, outcome.Values[0], countRenames: true));
                    break;
                case ValueFate.Redirected when outcome.Values[0].Attribute != attribute.Id:
                    moved.Add((outcome.Values[0], value, $"Was '{label}' of {attribute.Name}."));
                    reasons.Add($"'{label}' is a value of another attribute now, '{outcome.Values[0].Attribute}'.");
                    break;
                case ValueFate.Redirected:
                    kept.Add(Relabelled(value, outcome.Values[0]));
                    reasons.Add($"Was '{label}'.");
                    break;
                case ValueFate.Split:
                    parts.AddRange(outcome.Values.Where(part => part.Attribute == attribute.Id)
                        .Select(part => Relabelled((JsonObject)value.DeepClone(), part)));
                    string into = string.Join(", ", outcome.Values.Select(part => $"'{succession.Find(part)!.Label}'"));
                    reasons.Add($"'{label}' was split into {into}: tag the listing again.");
                    again = true;
                    break;
                default:
                    reasons.Add($"'{label}' is out of use.");
                    break;
            }
        }

        JsonObject[] others = [.. alternatives.ToArray().Cast<JsonObject>()];
        alternatives.Clear();
        foreach (JsonObject value in kept.DistinctBy(Key))
        {
            values.Add(value);
        }

        foreach (JsonObject other in parts.Concat(others.Select(other => Alternative(other, attribute)).OfType<JsonObject>())
            .ExceptBy(kept.Select(Key), Key).DistinctBy(Key))
        {
            alternatives.Add(other);
        }

        MigrateConflict(answer, attribute, kept);
        if (parts.Count > 0)
        {
            answer["status"] = "needs_review";
        }
        else if (values.Count == 0 && reasons.Count > 0)
        {
            answer["status"] = "no_value";
        }

        if (reasons.Count > 0)
        {
            answer["reason"] = values.Count == 0 || parts.Count > 0
                ? string.Join(' ', reasons)
                : $"{Text(answer, "reason")} {string.Join(' ', reasons)}".TrimStart();
        }

        return again;
    }

    // Values of the text that were merged into the column's value no longer conflict with it.
    private void MigrateConflict(JsonObject answer, AttributeDefinition attribute, List<JsonObject> kept)
    {
        if (answer["conflict"] is not JsonArray conflict)
        {
            return;
        }

        JsonObject[] said = [.. conflict.ToArray().Cast<JsonObject>()];
        conflict.Clear();
        foreach (JsonObject value in said.Select(value => Alternative(value, attribute)).OfType<JsonObject>()
            .ExceptBy(kept.Select(Key), Key).DistinctBy(Key))
        {
            conflict.Add(value);
        }

        if (conflict.Count == 0)
        {
            answer.Remove("conflict");
        }
    }

    // A value that was not in the list may be in it now.
    private JsonObject Listed(JsonObject value, AttributeDefinition attribute)
    {
        if (!SpellingsOf(attribute).TryGetValue(Spelling(attribute, Text(value, "label")), out TaxonomyValue? found))
        {
            return value;
        }

        Totals.NowListed++;
        value["id"] = found.Id;
        value["label"] = found.Label;
        value.Remove("open");
        return value;
    }

    private JsonObject? Alternative(JsonObject value, AttributeDefinition attribute)
    {
        if (value["id"] is not JsonValue id)
        {
            return value;
        }

        ValueOutcome outcome = succession.Of(new ValueId(attribute.Id, id.GetValue<string>()));
        return outcome.Fate is ValueFate.Kept or ValueFate.Redirected && outcome.Values[0].Attribute == attribute.Id
            ? Relabelled(value, outcome.Values[0])
            : null;
    }

    private JsonObject Relabelled(JsonObject value, ValueId id, bool countRenames = false)
    {
        string label = succession.Find(id)!.Label;
        if (countRenames && Text(value, "label") != label)
        {
            Totals.Renamed++;
        }

        value["id"] = id.Value;
        value["label"] = label;
        return value;
    }

    private void MoveOut(JsonObject answer, string attribute, List<(ValueId, JsonObject, string)> moved)
    {
        JsonArray values = Values(answer, "values");
        foreach (JsonObject value in values.ToArray().Cast<JsonObject>().Where(value => value["id"] is JsonValue))
        {
            ValueOutcome outcome = succession.Of(new ValueId(attribute, Text(value, "id")));
            if (outcome.Fate == ValueFate.Redirected && outcome.Values[0].Attribute != attribute)
            {
                values.Remove(value);
                Totals.Count(ValueFate.Redirected, 1);
                moved.Add((outcome.Values[0], value, $"Was '{Text(value, "label")}' of {Text(answer, "attribute")}."));
            }
        }
    }

    // A value that moved to another attribute joins the answer of that attribute.
    private void Receive(JsonArray answers, Category? category, ValueId target, JsonObject value, string why)
    {
        AttributeDefinition? attribute = category?.Attributes.FirstOrDefault(one => one.Id == target.Attribute);
        if (attribute is null)
        {
            Totals.Count(ValueFate.Redirected, -1);
            Totals.Count(ValueFate.Lost, 1);
            return;
        }

        var answer = answers.Cast<JsonObject>().FirstOrDefault(one => Text(one, "attribute_id") == target.Attribute);
        if (answer is null)
        {
            answer = new JsonObject
            {
                ["attribute"] = attribute.Name, ["attribute_id"] = attribute.Id, ["status"] = "value", ["values"] = new JsonArray(),
                ["alternatives"] = new JsonArray(), ["reason"] = "",
            };
            answers.Add(answer);
        }

        JsonArray values = Values(answer, "values");
        value = Relabelled(value, target);
        if (values.Cast<JsonObject>().Any(one => Key(one) == Key(value)))
        {
            return;
        }

        if (values.Count >= attribute.MaxValues)
        {
            Values(answer, "alternatives").Add(value); // which of the two is right needs a review
            answer["status"] = "needs_review";
        }
        else
        {
            values.Add(value);
            answer["status"] = Text(answer, "status") == "no_value" ? "value" : Text(answer, "status");
        }

        answer["reason"] = $"{Text(answer, "reason")} {why}".TrimStart();
    }

    private Dictionary<string, TaxonomyValue> SpellingsOf(AttributeDefinition attribute)
    {
        if (!spellings.TryGetValue(attribute.Id, out Dictionary<string, TaxonomyValue>? known))
        {
            known = new Dictionary<string, TaxonomyValue>(StringComparer.Ordinal);
            foreach (TaxonomyValue value in attribute.Values.Where(value => value.Status == ValueStatus.Active))
            {
                foreach (string text in value.Aliases.Prepend(value.Label))
                {
                    known.TryAdd(Spelling(attribute, text), value);
                }
            }

            spellings.Add(attribute.Id, known);
        }

        return known;
    }

    private static string Spelling(AttributeDefinition attribute, string text) =>
        attribute.CaseSensitive ? TextKey.OfCased(text) : TextKey.Of(text);

    private static string Key(JsonObject value) =>
        value["id"] is JsonValue id ? "id " + id.GetValue<string>() : "open " + Text(value, "label");

    private static JsonArray Values(JsonObject answer, string key)
    {
        if (answer[key] is JsonArray array && array.All(node => node is JsonObject))
        {
            return array;
        }

        throw new FormatException($"An answer has no list '{key}' of objects. Expected a tag result.");
    }

    private static string Text(JsonObject json, string key) => json[key] is JsonValue value && value.TryGetValue(out string? text)
        ? text
        : throw new FormatException($"A text '{key}' is missing. Expected a tag result.");
}
