using System.Globalization;
using System.Text.Json.Nodes;

namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>A path into a payload: names joined by dots, with <c>[]</c> for every element of a list and <c>[n]</c> for one.</summary>
internal sealed class PayloadPath
{
    private readonly IReadOnlyList<Step> _steps;

    private PayloadPath(string text, IReadOnlyList<Step> steps)
    {
        Text = text;
        _steps = steps;
    }

    private const int NoIndex = -1;
    private const int EveryIndex = -2;

    public string Text { get; }

    /// <summary>Reads a path; null when it is not one.</summary>
    public static PayloadPath? TryParse(string text)
    {
        List<Step> steps = [];
        foreach (string part in text.Split('.'))
        {
            int bracket = part.IndexOf('[', StringComparison.Ordinal);
            string name = bracket < 0 ? part : part[..bracket];
            string index = bracket < 0 ? "" : part[bracket..];
            if (name.Length == 0 || !TryIndex(index, out int number))
            {
                return null;
            }

            steps.Add(new Step(name.Trim('"'), number));
        }

        return new PayloadPath(text, steps);
    }

    /// <summary>All values at the path; a JSON null is a value and shows as null.</summary>
    public IEnumerable<JsonNode?> Values(JsonObject payload)
    {
        if (_steps is [{ Index: NoIndex } only])
        {
            return payload.TryGetPropertyValue(only.Name, out JsonNode? value) ? [value] : Array.Empty<JsonNode?>();
        }

        IEnumerable<JsonNode?> here = [payload];
        foreach (Step step in _steps)
        {
            here = here.SelectMany(step.From).ToList();
        }

        return here;
    }

    /// <summary>The values that a match considers: a list at the end of the path counts as its elements.</summary>
    public IEnumerable<JsonNode?> Elements(JsonObject payload) =>
        Values(payload).SelectMany(value => value is JsonArray list ? list.AsEnumerable() : [value]);

    /// <summary>Takes the value at the path out of a payload, if it is there.</summary>
    public void Remove(JsonObject payload)
    {
        if (Owner(payload, make: false) is { } owner)
        {
            owner.Remove(_steps[^1].Name);
        }
    }

    /// <summary>Copies the value at the path, with the objects around it, from one payload to another.</summary>
    public void Copy(JsonObject from, JsonObject to)
    {
        if (Owner(from, make: false) is { } owner && owner.TryGetPropertyValue(_steps[^1].Name, out JsonNode? value))
        {
            Owner(to, make: true)![_steps[^1].Name] = value?.DeepClone();
        }
    }

    /// <summary>The object at the path, made where it is missing.</summary>
    public JsonObject Reach(JsonObject payload)
    {
        JsonObject owner = Owner(payload, make: true)!;
        if (owner[_steps[^1].Name] is not JsonObject target)
        {
            owner[_steps[^1].Name] = target = [];
        }

        return target;
    }

    private static bool TryIndex(string text, out int index)
    {
        index = NoIndex;
        if (text.Length == 0)
        {
            return true;
        }

        index = EveryIndex;
        return text == "[]" || (text[^1] == ']'
            && int.TryParse(text.AsSpan(1, text.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out index));
    }

    private JsonObject? Owner(JsonObject payload, bool make)
    {
        JsonObject owner = payload;
        foreach (Step step in _steps.SkipLast(1))
        {
            if (owner[step.Name] is JsonObject inner)
            {
                owner = inner;
            }
            else if (make)
            {
                owner[step.Name] = inner = [];
                owner = inner;
            }
            else
            {
                return null;
            }
        }

        return owner;
    }

    private sealed record Step(string Name, int Index)
    {
        public IEnumerable<JsonNode?> From(JsonNode? node)
        {
            if (node is not JsonObject owner || !owner.TryGetPropertyValue(Name, out JsonNode? value))
            {
                return [];
            }

            return (Index, value) switch
            {
                (NoIndex, _) => [value],
                (EveryIndex, JsonArray list) => list.AsEnumerable(),
                (>= 0, JsonArray list) when Index < list.Count => [list[Index]],
                _ => [],
            };
        }
    }
}
