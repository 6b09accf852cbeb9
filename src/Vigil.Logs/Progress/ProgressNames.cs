using System.Buffers;
using System.Collections.Frozen;

namespace Vigil.Logs.Progress;

/// <summary>
/// The names under which programs print what Vigil has a field for: one line per field. Case, and whether words are
/// joined by <c>_</c>, <c>-</c> or a blank, do not matter.
/// </summary>
internal static class ProgressNames
{
    /// <summary>Names that count wherever they end a name: <c>lm loss</c> ends in <c>loss</c>.</summary>
    private static readonly FrozenDictionary<string, ProgressField> s_endings = Build(
        (ProgressField.Step, "step iter iteration iteration_index train_step training_step current_step optimizer_step update"),
        (ProgressField.GlobalStep, "global_step num_updates trainer/global_step total_steps_done"),
        (ProgressField.Batch, "batch batch_idx batch_index minibatch"),
        (ProgressField.Epoch, "epoch epoch(train) cur_epoch current_epoch epoch_num epoch_idx"),
        (ProgressField.Loss, "loss train_loss training_loss total_loss loss_total step_loss batch_loss avg_loss average_loss running_loss loss/train train/loss train_loss_step loss_step losses/total_loss learning/loss train/total_loss epoch_loss"),
        (ProgressField.GeneratorLoss, "generator_loss gen_loss g_loss loss_g lossg errg loss_gen loss_generator gan_loss_g loss/generator loss/g generator/loss train/g_loss train/generator_loss"),
        (ProgressField.DiscriminatorLoss, "discriminator_loss disc_loss d_loss loss_d lossd errd loss_disc loss_discriminator gan_loss_d loss/discriminator loss/d discriminator/loss train/d_loss train/discriminator_loss"),
        (ProgressField.LearningRate, "lr learning_rate learningrate train/lr train/learning_rate lr/pg0 lr_0 lr/group_0 optim/lr learning/lr"),
        (ProgressField.GradientNorm, "grad_norm gnorm gradient_norm train/grad_norm global_grad_norm gradnorm train_gnorm grad/norm optim/total_grad_norm total_grad_norm learning/grad_norm"),
        (ProgressField.BatchSize, "batch_size global_batch_size bsz train/batch_size"),
        (ProgressField.SamplesPerSecond, "samples/s samples/sec samples_per_second samples_per_sec samples_per_s images/s images/sec imgs/s img/s ips sps runningavgsamplespersec currsamplespersec examples/s examples_per_second total_throughput train_samples_per_second samplespersec"),
        (ProgressField.TokensPerSecond, "tokens/s tokens/sec tok/s tok/sec tokens_per_second tokens_per_sec tps wps tokens/s/device tokens_per_second_per_gpu tgs tokens/sec/gpu perf/per_device_tokens_per_sec"),
        (ProgressField.StepSeconds, "step_time time_per_step time_per_iteration iter_time sec_per_step step_time_seconds batch_cost seconds_per_step s/step sec/step step_secs perf/step_time_seconds iteration_time"),
        (ProgressField.StepMilliseconds, "elapsed_time_per_iteration_(ms) step_time_ms ms/step ms/batch ms_per_step ms/iter step_ms"),
        (ProgressField.BatchSeconds, "batch_time batch_(t) compute_time batch_seconds"),
        (ProgressField.DataSeconds, "data_time data_(t) data_cost data_loading_time data_seconds"),
        (ProgressField.Ignored, "v_num version eta micro_step"));

    /// <summary>Names too short or common to be taken from the end of a longer one.</summary>
    private static readonly FrozenDictionary<string, ProgressField> s_whole = Build(
        (ProgressField.GradientNorm, "norm"),
        (ProgressField.BatchSize, "bs"),
        (ProgressField.StepSeconds, "time dt seconds"),
        (ProgressField.DataSeconds, "data"),
        (ProgressField.Step, "it i n_iter iters"));

    /// <summary>Words of anything that is no training: evaluation, loading, sampling, saving.</summary>
    private static readonly FrozenSet<string> s_evaluation = Words("val valid validation validating validate eval evaluation evaluating evaluate test testing best max min");

    private static readonly FrozenSet<string> s_otherWork = Words(
        "load loading loaded download downloading downloaded fetch fetching tokenizing tokenize tokenising tokenization tokenizer map mapping filter filtering casting "
        + "sanity predict predicting prediction inference sampling sampler generating generate generation saving save cache caching cached latents "
        + "encoding encode preprocessing preprocess processing extracting extract reading read scanning scan shards shard checkpoint checkpoints upload uploading "
        + "computing compute quantizing quantization merging converting convert packing grouping creating building indexing flattening compiling capturing "
        + "rendered adding processed denoising calibrating profiling preparing collecting copying importing unpacking resolving installing class hashing");

    private static readonly FrozenSet<string> s_sampling = Words("sampling generating generation samples denoising");

    /// <summary>The field for a name as printed; <paramref name="isEvaluation"/> says that a word of it speaks of evaluation.</summary>
    public static ProgressField Find(ReadOnlySpan<char> name, out bool isEvaluation)
    {
        isEvaluation = false;
        if (name.Length is 0 or > 64)
        {
            return ProgressField.None;
        }

        Span<char> normal = stackalloc char[64];
        int length = 0;
        foreach (char c in name)
        {
            char next = c is ' ' or '-' or '\t' ? '_' : char.ToLowerInvariant(c);
            if (next != '_' || length > 0)
            {
                normal[length++] = next;
            }
        }

        normal = normal[..length];
        isEvaluation = HasWord(normal, s_evaluation);
        if (isEvaluation)
        {
            return ProgressField.None;
        }

        if (s_whole.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(normal, out ProgressField field))
        {
            return field;
        }

        // From the whole name down to its last word, cut only where the program printed a blank.
        int skipped = name.Length - normal.Length;
        var endings = s_endings.GetAlternateLookup<ReadOnlySpan<char>>();
        int start = 0;
        while (true)
        {
            if (endings.TryGetValue(normal[start..], out field))
            {
                return field;
            }

            int blank = name[(skipped + start)..].IndexOfAny(' ', '\t');
            if (blank < 0 || start + blank + 1 >= normal.Length)
            {
                return ProgressField.None;
            }

            start += blank + 1;
        }
    }

    /// <summary>True when a word of the text says that no training is meant.</summary>
    public static bool IsOtherWork(ReadOnlySpan<char> text) => HasWord(text, s_otherWork) || HasWord(text, s_evaluation);

    /// <summary>True when a word of the text speaks of evaluation.</summary>
    public static bool IsEvaluation(ReadOnlySpan<char> text) => HasWord(text, s_evaluation);

    /// <summary>True when a word of the text speaks of making samples.</summary>
    public static bool IsSampling(ReadOnlySpan<char> text) => HasWord(text, s_sampling) || text.Contains("image", StringComparison.OrdinalIgnoreCase);

    private static bool HasWord(ReadOnlySpan<char> text, FrozenSet<string> words)
    {
        var lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        while (!text.IsEmpty)
        {
            int start = text.IndexOfAny(s_letters);
            if (start < 0)
            {
                return false;
            }

            text = text[start..];
            int end = text.IndexOfAnyExcept(s_letters);
            ReadOnlySpan<char> word = end < 0 ? text : text[..end];
            if (lookup.Contains(word))
            {
                return true;
            }

            text = text[word.Length..];
        }

        return false;
    }

    private static readonly SearchValues<char> s_letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static FrozenSet<string> Words(string words) =>
        words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static FrozenDictionary<string, ProgressField> Build(params (ProgressField Field, string Names)[] rows) =>
        rows.SelectMany(row => row.Names.Split(' '), (row, name) => KeyValuePair.Create(name, row.Field))
            .ToFrozenDictionary(StringComparer.Ordinal);
}
