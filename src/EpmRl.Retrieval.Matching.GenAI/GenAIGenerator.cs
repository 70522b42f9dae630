using System.Globalization;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using Microsoft.ML.OnnxRuntimeGenAI;

namespace EpmRl.Retrieval.Matching.GenAI;

/// <summary>
/// A language model in the process, by ONNX Runtime GenAI. Log-probabilities come from the logits themselves; one prompt is worked on at a
/// time.
/// </summary>
internal sealed class GenAIGenerator : IGenerator
{
    private readonly ModelFolder folder;
    private readonly Model model;
    private readonly Tokenizer tokenizer;
    private readonly SemaphoreSlim gate = new(1, 1);

    private GenAIGenerator(ModelFolder folder, Model model, Tokenizer tokenizer) =>
        (this.folder, this.model, this.tokenizer) = (folder, model, tokenizer);

    /// <inheritdoc/>
    public string Model => folder.Name;

    /// <inheritdoc/>
    public AnswerForm Form => AnswerForm.Lines;

    /// <inheritdoc/>
    public int Concurrency => 1;

    /// <summary>Opens a model folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">Threads; null for the defaults.</param>
    /// <exception cref="ModelFormatException">The folder is incomplete, or the runtime refuses it.</exception>
    public static GenAIGenerator Open(string path, GenAIOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelFolder folder = ModelFolder.Open(path);
        NativeTelemetry.TurnOff();
        Utils.DisableTelemetryEvents();
        Model? model = null;
        try
        {
            using var config = new Config(path);
            if (options?.Threads is > 0 and int threads)
            {
                config.Overlay(
                    "{\"model\":{\"decoder\":{\"session_options\":{\"intra_op_num_threads\":"
                        + threads.ToString(CultureInfo.InvariantCulture) + "}}}}");
            }

            model = new Model(config);
            return new GenAIGenerator(folder, model, new Tokenizer(model));
        }
        catch (OnnxRuntimeGenAIException refused)
        {
            model?.Dispose();
            throw new ModelFormatException($"ONNX Runtime GenAI refuses the model folder '{path}': {FirstLine(refused)}", refused);
        }
    }

    /// <inheritdoc/>
    public bool Fits(GenerationPrompt prompt, int newTokens) => TokensOf(prompt).Length + newTokens <= folder.ContextLength;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Completion>> SampleAsync(
        GenerationPrompt prompt, SamplingOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(options);
        int[] tokens = Limited(TokensOf(prompt), options.MaxTokens);
        return await ExclusiveAsync(
            () =>
            {
                try
                {
                    return Sample(tokens, options, cancellationToken);
                }
                catch (OnnxRuntimeGenAIException) when (options.Grammar is not null)
                {
                    // The grammar is too large for the runtime, or not of its kind. A grammar only helps: what the answer says is checked.
                    GrammarFailures++;
                    return Sample(tokens, options with { Grammar = null }, cancellationToken);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Answers that the runtime could not constrain to their grammar; they were sampled without.</summary>
    public int GrammarFailures { get; private set; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<double>?> ScoreAsync(
        GenerationPrompt prompt, string given, IReadOnlyList<string> continuations, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(continuations);
        int[] tokens = [.. TokensOf(prompt), .. Encode(given)];
        int[][] endings = [.. continuations.Select(Encode)];
        tokens = Limited(tokens, endings.Max(ending => ending.Length));
        return await ExclusiveAsync<IReadOnlyList<double>>(
            () =>
            {
                using var settings = SettingsOf(new SamplingOptions { MaxTokens = endings.Max(ending => ending.Length) }, tokens.Length);
                using var generator = new Generator(model, settings);
                var scores = new double[endings.Length];
                generator.AppendTokens(tokens.AsSpan(..^1));
                for (int i = 0; i < scores.Length; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    generator.RewindTo((ulong)tokens.Length - 1);
                    int[] fed = [tokens[^1], .. endings[i]];
                    generator.AppendTokens(fed);
                    using Tensor logits = generator.GetOutput("logits"); // [1, fed, vocabulary]
                    ReadOnlySpan<float> rows = logits.GetData<float>();
                    int width = rows.Length / fed.Length;
                    for (int k = 0; k < endings[i].Length; k++)
                    {
                        scores[i] += LogProbabilities.Of(rows.Slice(k * width, width), endings[i][k]);
                    }
                }

                return scores;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        tokenizer.Dispose();
        model.Dispose();
        gate.Dispose();
    }

    private static string FirstLine(Exception error) => error.Message.Split('\n')[0];

    private async Task<T> ExclusiveAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return work();
        }
        catch (OnnxRuntimeGenAIException failed)
        {
            throw new GeneratorException(
                $"ONNX Runtime GenAI failed with the model '{Model}': {FirstLine(failed)}", isTransient: false, failed);
        }
        finally
        {
            gate.Release();
        }
    }

    private Completion[] Sample(int[] tokens, SamplingOptions options, CancellationToken cancellationToken)
    {
        using GeneratorParams settings = SettingsOf(options, tokens.Length);
        using var generator = new Generator(model, settings);
        var sampling = new TokenSampling(generator, tokenizer, options);
        var completions = new Completion[options.Samples];
        generator.AppendTokens(tokens);
        for (int i = 0; i < completions.Length; i++)
        {
            if (i > 0)
            {
                // The prompt's keys and values stay; its last token is read again for its logits.
                generator.RewindTo((ulong)tokens.Length - 1);
                generator.AppendTokens(tokens.AsSpan(^1..));
            }

            completions[i] = sampling.Next(tokens.Length, cancellationToken);
        }

        return completions;
    }

    private int[] Limited(int[] tokens, int newTokens) => tokens.Length + newTokens <= folder.ContextLength ? tokens
        : throw new InvalidRequestException(
            $"The prompt has {tokens.Length} tokens and its answer may have {newTokens}; the model '{Model}' holds "
                + $"{folder.ContextLength}. Show less of the listings: lower the limits of the prompt's file.");

    private GeneratorParams SettingsOf(SamplingOptions options, int promptTokens)
    {
        var settings = new GeneratorParams(model);
        try
        {
            bool isSampled = options.Temperature > 0;
            settings.SetSearchOption("max_length", promptTokens + options.MaxTokens);
            settings.SetSearchOption("do_sample", isSampled);
            if (isSampled)
            {
                // The model's own distribution, nothing cut off: what log-probabilities are of.
                settings.SetSearchOption("top_k", 0);
                settings.SetSearchOption("top_p", 1);
                settings.SetSearchOption("temperature", options.Temperature);
                settings.SetSearchOption("random_seed", options.Seed);
            }

            if (options.Grammar is { } grammar)
            {
                settings.SetGuidance(grammar.Kind == GrammarKind.Lark ? "lark_grammar" : "json_schema", grammar.Text, false);
            }

            return settings;
        }
        catch
        {
            settings.Dispose();
            throw;
        }
    }

    private int[] TokensOf(GenerationPrompt prompt)
    {
        int[] text = Encode(prompt.ToText());
        return folder.BeginToken is { } begin && (text.Length == 0 || text[0] != begin) ? [begin, .. text] : text;
    }

    private int[] Encode(string text)
    {
        using Sequences encoded = tokenizer.Encode(text);
        return encoded.NumSequences == 0 ? [] : encoded[0].ToArray();
    }
}
