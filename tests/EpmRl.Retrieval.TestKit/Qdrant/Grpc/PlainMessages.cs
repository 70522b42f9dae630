using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace EpmRl.Retrieval.TestKit.Qdrant.Grpc;

/// <summary>Messages that hold the same names and values as their REST form: settings, limits, parameters.</summary>
internal static class PlainMessages
{
    /// <summary>Whether a field was set, or holds something.</summary>
    public static bool IsSet(IMessage message, FieldDescriptor field)
    {
        if (field.HasPresence)
        {
            return field.Accessor.HasValue(message);
        }

        return field.Accessor.GetValue(message) switch
        {
            ICollection many => many.Count > 0,
            string text => text.Length > 0,
            bool flag => flag,
            var value => Convert.ToDouble(value, CultureInfo.InvariantCulture) != 0,
        };
    }

    /// <summary>The REST form.</summary>
    public static JsonObject ToJson(IMessage message)
    {
        JsonObject json = [];
        foreach (FieldDescriptor field in message.Descriptor.Fields.InFieldNumberOrder().Where(field => IsSet(message, field)))
        {
            json[field.Name] = field.Accessor.GetValue(message) switch
            {
                IMessage part => ToJson(part),
                Enum name => name.ToString().ToLowerInvariant(),
                bool flag => flag,
                string text => text,
                ulong whole => whole,
                uint whole => whole,
                float number => number,
                double number => number,
                var other => throw new NotSupportedException($"{field.FullName}: {other.GetType()}"),
            };
        }

        return json;
    }

    /// <summary>The message; members that it has no field for, and nulls, are left out.</summary>
    public static T FromJson<T>(JsonNode? json)
        where T : IMessage, new()
    {
        var message = new T();
        Fill(message, json as JsonObject ?? []);
        return message;
    }

    private static void Fill(IMessage message, JsonObject json)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InFieldNumberOrder()
            .Where(field => !field.IsRepeated && json[field.Name] is not null))
        {
            JsonNode value = json[field.Name]!;
            object? read = field.FieldType switch
            {
                FieldType.Bool => value.GetValue<bool>(),
                FieldType.String => value.GetValue<string>(),
                FieldType.UInt64 => ulong.Parse(value.ToJsonString(), CultureInfo.InvariantCulture),
                FieldType.UInt32 => uint.Parse(value.ToJsonString(), CultureInfo.InvariantCulture),
                FieldType.Float => float.Parse(value.ToJsonString(), CultureInfo.InvariantCulture),
                FieldType.Double => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture),
                FieldType.Enum => Enum.Parse(field.EnumType.ClrType, value.GetValue<string>(), ignoreCase: true),
                _ => null,
            };
            if (read is not null)
            {
                field.Accessor.SetValue(message, read);
            }
        }
    }
}
