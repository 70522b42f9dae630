using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EpmRl.Retrieval.Storage;

/// <summary>Describes a fault of a JSON file: the runtime's own messages speak of tokens, types and byte positions.</summary>
internal static partial class JsonFault
{
    /// <summary>The file, the line and the fault: <c>run.json:3: it ends in the middle, so it was cut</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fault">The exception thrown by reading it.</param>
    public static string At(string path, JsonException fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return fault.LineNumber is long line
            ? string.Create(CultureInfo.InvariantCulture, $"{path}:{line + 1}: {Describe(fault)}")
            : $"{path}: {Describe(fault)}";
    }

    /// <summary>The fault, without a full stop.</summary>
    /// <param name="fault">The exception thrown by reading.</param>
    public static string Describe(JsonException fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        string message = End().Replace(fault.Message, "").TrimEnd('.');
        if (message.StartsWith("The input does not contain any JSON tokens", StringComparison.Ordinal))
        {
            return "it is empty, expected JSON";
        }

        if (message.Contains("end of data", StringComparison.Ordinal) || message.Contains("depth to be zero", StringComparison.Ordinal)
            || message.Contains("there is no more data", StringComparison.Ordinal)
            || message.Contains("Expected end of string", StringComparison.Ordinal))
        {
            return "it ends in the middle of the JSON, so it was cut";
        }

        if (message.Contains("could not be converted", StringComparison.Ordinal))
        {
            return fault.Path is null or "$"
                ? "it has a value of another type than expected: expected an object"
                : $"'{Field(fault.Path)}' is of another type than expected";
        }

        if (message.Contains("missing required properties", StringComparison.Ordinal))
        {
            return $"it lacks {string.Join(", ", Quoted().Matches(message[message.LastIndexOf(':')..]).Select(name => name.Value))}, "
                + $"which are expected";
        }

        if (message.Contains("could not be mapped", StringComparison.Ordinal) && Quoted().Match(message) is { Success: true } unknown)
        {
            return $"it has the unknown field {unknown.Value}";
        }

        return message.Contains(".NET", StringComparison.Ordinal) || message.Contains("deserializ", StringComparison.OrdinalIgnoreCase)
            ? "it does not have the form expected"
            : $"it is not JSON: {message}";
    }

    private static string Field(string path) => path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;

    // Where the runtime repeats the position.
    [GeneratedRegex(@"\s*(Path: .*|LineNumber: .*)$", RegexOptions.Singleline)]
    private static partial Regex End();

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Quoted();
}
