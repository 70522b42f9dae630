using System.Buffers;
using System.CommandLine;
using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Cli.Frame;
using EpmRl.Retrieval.Cli.Tagging;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Storage;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary><c>epmrl embed</c>: texts in, unit vectors out, line for line.</summary>
internal static class EmbedCommand
{
    private const int BatchSize = 256;

    public static Command Create()
    {
        Option<string> input = CommonOptions.Input();
        Option<string> output = CommonOptions.Output();
        var encoders = new EncoderOptionSet();
        var errors = new Option<string?>("--errors") { Description = "Where bad rows are listed. [default: stderr]", HelpName = "file" };
        var command = new CliCommand("embed", "Encode texts as unit vectors: lines {\"id\",\"text\"} in, lines {\"id\",\"embedding\"} out, "
            + "in order. Texts are encoded as they are, without a prompt.")
        {
            Examples =
            [
                "epmrl embed < texts.jsonl > vectors.jsonl",
                "epmrl embed --model models/catalog-l6 --precision fp32 -i texts.jsonl -o vectors.jsonl",
            ],
        };
        command.Add(input);
        command.Add(output);
        encoders.AddTo(command);
        command.Add(errors);
        return command.Runs(async (parsed, terminal, cancellationToken) =>
        {
            string from = parsed.GetRequiredValue(input);
            string to = parsed.GetRequiredValue(output);
            using IDisposable claimed = new CommandFiles().Reads("--input", from).Reads("--model", encoders.FolderOf(parsed))
                .Writes("--output", to).Writes("--errors", parsed.GetValue(errors), RowErrorWriter.ThrowIfTaken).Claim();
            await using ProductReader reader = Open(from, terminal);
            using ITextEncoder encoder = encoders.Open(parsed);
            using var bad = new BadRows(terminal, parsed.GetValue(errors));

            // The first batch is read before anything is written: an input that cannot be read leaves an older output unchanged.
            await using IAsyncEnumerator<ListingBatch> batches =
                new BatchReader(reader, BatchSize, limit: null, bad.Add).ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            bool more = await batches.MoveNextAsync();
            long count = 0;
            await (to == "-" ? EncodeAsync(terminal.OutputStream) : AtomicFile.WriteAsync(to, EncodeAsync));
            terminal.Say($"Encoded {count:N0} texts as {encoder.Space.Dimension} numbers each, space {encoder.Space.Fingerprint}.");
            if (bad.Count == 0)
            {
                return ExitCodes.Ok;
            }

            terminal.Fail($"{bad.Describe()}.");
            return ExitCodes.BadRows;

            async Task EncodeAsync(Stream stream)
            {
                count = await WorkProgress.RunAsync(terminal, "texts", null, async progress =>
                {
                    long done = 0;
                    for (; more; more = await batches.MoveNextAsync())
                    {
                        ListingBatch batch = batches.Current;
                        EmbeddingBatch vectors =
                            await encoder.EncodeAsync([.. batch.Profiles.Select(profile => profile.Title)], cancellationToken);
                        await stream.WriteAsync(Lines(batch, vectors), CancellationToken.None);
                        done += batch.Profiles.Count;
                        progress.Report(done, batch.ReadShare);
                    }

                    return done;
                }, shown: to != "-" || !terminal.OutputIsTerminal);
                await stream.FlushAsync(CancellationToken.None);
            }
        });
    }

    private static ProductReader Open(string input, Terminal terminal)
    {
        var options =
            new ProductReaderOptions { Format = CatalogFormat.JsonLines, Map = new ColumnMap(Title: "text", Description: "text") };
        return input == "-" ? new ProductReader(terminal.OpenInput(), "-", options) : ProductReader.Open(input, options);
    }

    private static ReadOnlyMemory<byte> Lines(ListingBatch batch, EmbeddingBatch vectors)
    {
        var buffer = new ArrayBufferWriter<byte>(batch.Profiles.Count * vectors.Dimension * 12);
        using var json = new Utf8JsonWriter(buffer, JsonLines.Writing);
        for (int i = 0; i < vectors.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, batch.Profiles[i].Id);
            json.WriteStartArray("embedding"u8);
            foreach (float number in vectors[i].Span)
            {
                json.WriteNumberValue(number);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            buffer.Write("\n"u8);
        }

        return buffer.WrittenMemory;
    }
}
