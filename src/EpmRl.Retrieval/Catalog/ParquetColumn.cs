using System.Globalization;
using System.Text.Json;
using Parquet.Data;
using Parquet.Schema;

namespace EpmRl.Retrieval.Catalog;

/// <summary>A column of a row group, read value by value as JSON.</summary>
internal abstract class ParquetColumn : IDisposable
{
    /// <summary>A column from the library's data.</summary>
    /// <param name="data">Its values; disposed with the column.</param>
    /// <param name="field">Their type.</param>
    /// <param name="rows">Rows of the row group.</param>
    /// <exception cref="FormatException">It does not hold one value, null or list per row, or its type is not supported.</exception>
    public static ParquetColumn Of(RawColumnData data, DataField field, int rows)
    {
        try
        {
            return (data, field) switch
            {
                (RawColumnData<int>, TimeDataField time) => New<int>((json, value) => json.WriteStringValue(TimeOf(value, time.Precision))),
                (RawColumnData<long>, TimeDataField time) =>
                    New<long>((json, value) => json.WriteStringValue(TimeOf(value, time.Precision))),
                (RawColumnData<ReadOnlyMemory<char>>, _) => New<ReadOnlyMemory<char>>((json, value) => json.WriteStringValue(value.Span)),
                (RawColumnData<ReadOnlyMemory<byte>>, _) =>
                    New<ReadOnlyMemory<byte>>((json, value) => json.WriteBase64StringValue(value.Span)),
                (RawColumnData<bool>, _) => New<bool>((json, value) => json.WriteBooleanValue(value)),
                (RawColumnData<sbyte>, _) => New<sbyte>((json, value) => json.WriteNumberValue(value)),
                (RawColumnData<byte>, _) => New<byte>((json, value) => json.WriteNumberValue(value)),
                (RawColumnData<short>, _) => New<short>((json, value) => json.WriteNumberValue(value)),
                (RawColumnData<ushort>, _) => New<ushort>((json, value) => json.WriteNumberValue(value)),
                (RawColumnData<int>, _) => New<int>((json, value) => json.WriteNumberValue(value)),
                (RawColumnData<uint>, _) => New<uint>((json, value) => json.WriteNumberValue(value)),
                (RawColumnData<long>, _) => New<long>((json, value) => json.WriteNumberValue(value)),
                (RawColumnData<ulong>, _) => New<ulong>((json, value) => json.WriteNumberValue(value)),
                (RawColumnData<float>, _) => New<float>(WriteNumber),
                (RawColumnData<double>, _) => New<double>(WriteNumber),
                // keeps its scale: 12.50
                (RawColumnData<BigDecimal>, _) => New<BigDecimal>((json, value) => json.WriteRawValue(value.ToString())),
                (RawColumnData<DateOnly>, _) =>
                    New<DateOnly>((json, value) => json.WriteStringValue(value.ToString("O", CultureInfo.InvariantCulture))),
                (RawColumnData<DateTime>, _) => New<DateTime>((json, value) => json.WriteStringValue(TextOf(value))),
                (RawColumnData<Guid>, _) => New<Guid>((json, value) => json.WriteStringValue(value)),
                _ => throw new FormatException($"values of the type {field.ClrType.Name} are not read"),
            };
        }
        catch
        {
            data.Dispose();
            throw;
        }

        ParquetColumn New<T>(Action<Utf8JsonWriter, T> write)
            where T : struct => new Typed<T>((RawColumnData<T>)data, field, rows, write);
    }

    /// <summary>Writes the next row's value: a text, number, boolean, array or null.</summary>
    public abstract void WriteNext(Utf8JsonWriter json);

    /// <inheritdoc/>
    public abstract void Dispose();

    // JSON has no number for these.
    private static void WriteNumber(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    // A local time has no zone, whatever the zone of this machine.
    private static string TextOf(DateTime time) =>
        time.ToString(
            time.Kind == DateTimeKind.Utc ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
            CultureInfo.InvariantCulture);

    // A value that is not a time of day stays a number.
    private static string TimeOf(long value, TimeUnitPrecision unit)
    {
        Int128 ticks = unit switch
        {
            TimeUnitPrecision.Millis => (Int128)value * TimeSpan.TicksPerMillisecond,
            TimeUnitPrecision.Micros => (Int128)value * TimeSpan.TicksPerMicrosecond,
            _ => value / TimeSpan.NanosecondsPerTick,
        };
        return ticks >= 0 && ticks <= TimeOnly.MaxValue.Ticks
            ? new TimeOnly((long)ticks).ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)
            : value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Definition levels distinguish values from nulls and empty lists, repetition levels mark where a row's list begins; a column without
    /// nulls or lists has no levels. The existing values are stored without gaps.
    /// </summary>
    private sealed class Typed<T> : ParquetColumn
        where T : struct
    {
        private readonly RawColumnData<T> data;
        private readonly Action<Utf8JsonWriter, T> write;
        private readonly bool isList;
        private readonly bool hasLevels;
        private readonly int valueLevel; // definition level of an existing value
        private readonly int nullLevel; // of a null in a list; -1 where there is none
        private int level;
        private int value;

        public Typed(RawColumnData<T> data, DataField field, int rows, Action<Utf8JsonWriter, T> write)
        {
            this.data = data;
            this.write = write;
            isList = field.MaxRepetitionLevel > 0;
            valueLevel = field.MaxDefinitionLevel;
            hasLevels = valueLevel > 0;
            nullLevel = field.IsNullable && !field.IsArray ? valueLevel - 1 : -1;
            int starts = isList ? data.RepetitionLevels.Count(0) : hasLevels ? data.DefinitionLevels.Length : data.Values.Length;
            int values = hasLevels ? data.DefinitionLevels.Count(valueLevel) : data.Values.Length;
            if (starts != rows || values > data.Values.Length
                || (isList && rows > 0 && (data.RepetitionLevels[0] != 0 || data.DefinitionLevels.Length != data.RepetitionLevels.Length)))
            {
                throw new FormatException($"it holds {starts:N0} values for {rows:N0} rows");
            }
        }

        public override void WriteNext(Utf8JsonWriter json)
        {
            if (!isList)
            {
                WriteElement(json);
            }
            else if (data.DefinitionLevels[level] == 0)
            {
                json.WriteNullValue();
                level++;
            }
            else
            {
                json.WriteStartArray();
                do
                {
                    WriteElement(json);
                }
                while (level < data.RepetitionLevels.Length && data.RepetitionLevels[level] != 0);
                json.WriteEndArray();
            }
        }

        public override void Dispose() => data.Dispose();

        private void WriteElement(Utf8JsonWriter json)
        {
            int found = hasLevels ? data.DefinitionLevels[level] : valueLevel;
            level++;
            if (found == valueLevel)
            {
                write(json, data.Values[value++]);
            }
            else if (!isList || found == nullLevel)
            {
                json.WriteNullValue();
            }
        }
    }
}
