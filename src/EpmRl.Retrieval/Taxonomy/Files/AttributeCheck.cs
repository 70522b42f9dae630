using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Taxonomy;

/// <summary>Checks an attribute as a whole: labels against each other, references, units.</summary>
internal static class AttributeCheck
{
    /// <param name="draft">The attribute.</param>
    /// <param name="all">Every attribute of the taxonomy: a value may have moved to another one.</param>
    /// <param name="packs">The taxonomy's packs.</param>
    /// <param name="units">Their units.</param>
    /// <param name="log">Receives problems.</param>
    public static void Run(
        AttributeDraft draft, IReadOnlyDictionary<string, AttributeDefinition> all, PackSet packs, UnitLookup units, ProblemLog log)
    {
        if (!CheckTexts(draft, log))
        {
            return; // with invalid ids and texts further checks make no sense
        }

        CheckLabels(draft, log);
        var values = new Dictionary<string, Dictionary<string, TaxonomyValue>>(StringComparer.Ordinal); // attribute → its values by id
        foreach (TaxonomyValue value in draft.Definition.Values)
        {
            CheckSuccessors(draft, value, all, values, log);
        }

        CheckReferences(draft, packs, log);
        if (draft.Definition.Quantity is { } quantity)
        {
            CheckUnits(draft, quantity, units, log);
            CheckNumbers(draft, log);
        }
    }

    // Whether every id and text is valid.
    private static bool CheckTexts(AttributeDraft draft, ProblemLog log)
    {
        AttributeDefinition attribute = draft.Definition;
        string owner = $"attribute '{Excerpt.Of(attribute.Id)}'";
        int before = log.Errors;
        Ids.Check(attribute.Id, "attribute", draft.Place, log);
        LimitCheck.Text(attribute.Name, TaxonomyLimits.Name, $"The name of {owner}", draft.PlaceOf("name"), log);
        LimitCheck.Text(
            attribute.Description ?? "", TaxonomyLimits.Description, $"The description of {owner}", draft.PlaceOf("description"), log);
        if (!log.HasErrors && TextKey.Of(attribute.Name).Length == 0) // readers log a missing name
        {
            log.Error(draft.Place.Path, draft.Place.Line, $"The attribute '{attribute.Id}' has the name '{attribute.Name}', which has no "
                + $"letter, digit or sign. Give it a name.");
        }

        foreach (string word in attribute.RoleWords)
        {
            LimitCheck.Text(word, TaxonomyLimits.Alias, $"A word of 'role_words' of {owner}", draft.PlaceOf("role_words"), log);
        }

        foreach (TaxonomyValue value in attribute.Values)
        {
            CheckTexts(value, draft, log);
        }

        return log.Errors == before;
    }

    private static void CheckTexts(TaxonomyValue value, AttributeDraft draft, ProblemLog log)
    {
        Place place = draft.PlaceOfValue(value.Id);
        Ids.Check(value.Id, "value", place, log);
        if (value.Label.Length > TaxonomyLimits.Name || value.Description?.Length > TaxonomyLimits.Description
            || value.Aliases.Count > TaxonomyLimits.Aliases
            || value.Aliases.Any(IsLong) || value.LocaleLabels.Values.Any(IsLong)) // names are formatted only when needed
        {
            string owner = $"value '{Excerpt.Of(value.Id)}' of attribute '{Excerpt.Of(draft.Definition.Id)}'";
            LimitCheck.Text(value.Label, TaxonomyLimits.Name, $"The label of {owner}", place, log);
            LimitCheck.Text(value.Description ?? "", TaxonomyLimits.Description, $"The description of {owner}", place, log);
            if (value.Aliases.Count > TaxonomyLimits.Aliases)
            {
                log.Error(place.Path, place.Line,
                    $"The {owner} has {value.Aliases.Count:N0} aliases, at most {TaxonomyLimits.Aliases:N0} expected. "
                        + $"Turn them into values, or into a pack.");
            }

            foreach (string alias in value.Aliases)
            {
                LimitCheck.Text(alias, TaxonomyLimits.Alias, $"An alias of {owner}", draft.PlaceOfAlias(value.Id, alias), log);
            }

            foreach ((string locale, string label) in value.LocaleLabels)
            {
                LimitCheck.Text(label, TaxonomyLimits.Alias, $"The label '{locale}' of {owner}", place, log);
            }
        }

        static bool IsLong(string text) => text.Length > TaxonomyLimits.Alias;
    }

    private static void CheckLabels(AttributeDraft draft, ProblemLog log)
    {
        AttributeDefinition attribute = draft.Definition;
        var owners = new Dictionary<string, (string Value, string Text, Place Place, bool IsLabel)>(StringComparer.Ordinal);

        // All labels first, so that an alias that repeats another value's label is the one reported, whatever their order.
        foreach (TaxonomyValue value in attribute.Values.Where(value => value.Status == ValueStatus.Active))
        {
            Add(value, value.Label, draft.PlaceOfValue(value.Id), isLabel: true);
        }

        foreach (TaxonomyValue value in attribute.Values.Where(value => value.Status == ValueStatus.Active))
        {
            foreach (string alias in value.Aliases)
            {
                Add(value, alias, draft.PlaceOfAlias(value.Id, alias), isLabel: false);
            }
        }

        // Deprecated values are distinguished from active ones only by their labels; a replacement may have the same spelling.
        foreach (TaxonomyValue value in attribute.Values.Where(value => value.Status == ValueStatus.Deprecated))
        {
            string key = attribute.CaseSensitive ? TextKey.OfCased(value.Label) : TextKey.Of(value.Label);
            if (owners.TryGetValue(key, out var owner) && value.ReplacedBy != owner.Value && !value.SplitInto.Contains(owner.Value))
            {
                Add(value, value.Label, draft.PlaceOfValue(value.Id), isLabel: true);
            }
        }

        void Add(TaxonomyValue one, string text, Place place, bool isLabel)
        {
            string value = one.Id, key = attribute.CaseSensitive ? TextKey.OfCased(text) : TextKey.Of(text);
            if (key.Length == 0)
            {
                log.Error(place.Path, place.Line, $"{(isLabel ? "The label" : "An alias")} of value '{value}' of attribute "
                    + $"'{attribute.Id}' is '{text}', which has no letter, digit or sign. Remove it, or write one.");
                return;
            }

            if (owners.TryAdd(key, (value, text, place, isLabel)))
            {
                return;
            }

            (string other, string otherText, Place first, bool otherIsLabel) = owners[key];
            string where =
                first.Line > 0 ? $"first on line {first.Line}" + (first.Path == place.Path ? "" : $" of {first.Path}") : "listed before";
            if (other == value)
            {
                log.Warn(place.Path, place.Line, $"The alias '{text}' of value '{value}' is the same as "
                    + $"{(otherIsLabel ? "its label" : "its alias")} '{otherText}', {where}. Remove it.");
                return;
            }

            bool caseAlone = !attribute.CaseSensitive && TextKey.OfCased(text) != TextKey.OfCased(otherText);
            log.Error(place.Path, place.Line, $"Attribute '{attribute.Id}' lists '{text}' again ({(isLabel ? "label" : "alias")} of value "
                + $"'{value}'), "
                + $"{where} ({(otherIsLabel ? "label" : "alias")} '{otherText}' of value '{other}'). Remove one"
                + (caseAlone ? ", or set 'case_sensitive: true' if they are different values." : "."));
        }
    }

    private static void CheckSuccessors(
        AttributeDraft draft, TaxonomyValue value, IReadOnlyDictionary<string, AttributeDefinition> all,
        Dictionary<string, Dictionary<string, TaxonomyValue>> values, ProblemLog log)
    {
        string key = value.ReplacedBy is null ? "split_into" : "replaced_by";
        Place place = draft.PlaceOf(ValueSettings.ReplacedByOf(value.Id));
        string[] successors = [.. value.ReplacedBy is null ? [] : new[] { value.ReplacedBy }, .. value.SplitInto];
        if (successors.Length == 0)
        {
            return;
        }

        if (value.Status != ValueStatus.Deprecated)
        {
            log.Error(place.Path, place.Line, $"Value '{value.Id}' is active but has '{key}'. Remove it, or set 'status: deprecated'.");
        }

        if (value.ReplacedBy is not null && value.SplitInto.Count > 0)
        {
            log.Error(place.Path, place.Line, $"Value '{value.Id}' has both 'replaced_by' and 'split_into'. Remove one.");
        }

        foreach (string successor in successors)
        {
            ValueId id = ValueId.Within(draft.Definition.Id, successor);
            if (!all.TryGetValue(id.Attribute, out AttributeDefinition? owner))
            {
                log.Error(place.Path, place.Line,
                    $"'{key}' of value '{value.Id}' names '{successor}', but there is no attribute "
                        + $"'{id.Attribute}'.{log.Hint(id.Attribute, all.Keys)}");
                continue;
            }

            if (!values.TryGetValue(owner.Id, out Dictionary<string, TaxonomyValue>? known))
            {
                values.Add(owner.Id, known = owner.Values.ToDictionary(other => other.Id, StringComparer.Ordinal));
            }

            if (!known.TryGetValue(id.Value, out TaxonomyValue? found))
            {
                log.Error(place.Path, place.Line, $"Value '{value.Id}' is replaced by '{successor}', which '{id.Attribute}' does not have."
                    + log.Hint(id.Value, known.Keys));
            }
            else if (found.Status == ValueStatus.Deprecated)
            {
                log.Error(place.Path, place.Line,
                    $"Value '{value.Id}' is replaced by '{successor}', which is deprecated itself. Name the value that is used today.");
            }
        }
    }

    private static void CheckReferences(AttributeDraft draft, PackSet packs, ProblemLog log)
    {
        AttributeDefinition attribute = draft.Definition;
        var byId = attribute.Values.ToDictionary(value => value.Id, StringComparer.Ordinal);
        if (attribute.MixedValue is string mixed)
        {
            Place place = draft.PlaceOf("mixed_value");
            if (!byId.TryGetValue(mixed, out TaxonomyValue? value))
            {
                log.Error(place.Path, place.Line,
                    $"'mixed_value' is '{mixed}', which '{attribute.Id}' does not have.{log.Hint(mixed, byId.Keys)} Name a value by its "
                        + $"id.");
            }
            else if (value.Status == ValueStatus.Deprecated)
            {
                log.Error(place.Path, place.Line, $"'mixed_value' is '{mixed}', which is deprecated. Name an active value.");
            }
        }

        foreach (string pack in attribute.Packs)
        {
            Place place = draft.PlaceOf("packs");
            if (!packs.Names.Contains(pack))
            {
                log.Error(place.Path, place.Line, $"Attribute '{attribute.Id}' uses the pack '{pack}', which the taxonomy does not name."
                    + $"{log.Hint(pack, packs.Names)} Add it to 'packs' of {TaxonomySchema.HeaderFile}, or of the schema file.");
            }
            else if (packs.ValuePacks.All(known => known.Name != pack))
            {
                log.Error(place.Path, place.Line, $"Attribute '{attribute.Id}' uses the pack '{pack}', which holds no values. "
                    + "Packs of units and number words apply by themselves: remove it here.");
            }
        }
    }

    private static void CheckUnits(AttributeDraft draft, QuantityFormat quantity, UnitLookup units, ProblemLog log)
    {
        string[] dimensions = [];
        if (quantity.Unit is string unit && Known(draft, "unit", unit, units, log))
        {
            dimensions = [.. units.Find(unit).Select(found => found.Dimension)];
        }

        foreach (string input in quantity.InputUnits.Where(input => !quantity.LocalUnits.ContainsKey(input)))
        {
            if (Known(draft, "input_units", input, units, log) && !SameDimension(input))
            {
                Place place = draft.PlaceOf("input_units");
                log.Warn(place.Path, place.Line, $"'{input}' of 'input_units' measures {units.Find(input)[0].Dimension}, "
                    + $"but the unit '{quantity.Unit}' {dimensions[0]}: it can only match labels that carry such a unit themselves.");
            }
        }

        if (quantity.AssumedUnit is string assumed && !quantity.LocalUnits.ContainsKey(assumed)
            && Known(draft, "assumed_unit", assumed, units, log) && !SameDimension(assumed))
        {
            Place place = draft.PlaceOf("assumed_unit");
            log.Error(place.Path, place.Line, $"'assumed_unit' is '{assumed}', which measures {units.Find(assumed)[0].Dimension}, "
                + $"but the unit '{quantity.Unit}' {dimensions[0]}. Units convert within one dimension only.");
        }

        bool SameDimension(string spelling) =>
            dimensions.Length == 0 || units.Find(spelling).Any(found => dimensions.Contains(found.Dimension));
    }

    private static bool Known(AttributeDraft draft, string key, string spelling, UnitLookup units, ProblemLog log)
    {
        if (units.Find(spelling).Count > 0)
        {
            return true;
        }

        Place place = draft.PlaceOf(key);
        log.Error(place.Path, place.Line, $"'{key}' of attribute '{draft.Definition.Id}' has the unit '{spelling}', "
            + $"which no pack knows.{units.Hint(spelling)}");
        return false;
    }

    private static void CheckNumbers(AttributeDraft draft, ProblemLog log)
    {
        TaxonomyValue[] without = [.. draft.Definition.Values.Where(value => !value.Label.Any(char.IsDigit))];
        if (without.Length > 0)
        {
            Place place = draft.PlaceOfValue(without[0].Id);
            string more = without.Length == 1 ? "has" : $"and {without.Length - 1} more have";
            log.Warn(place.Path, place.Line, $"'{without[0].Label}' {more} no digit, but '{draft.Definition.Id}' is a "
                + $"{AttributeKinds.Of(draft.Definition.Kind).Word}. Such values are found by their labels alone.");
        }
    }
}
