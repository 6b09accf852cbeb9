using System.Text;
using Vigil.Logs.Progress;
using Vigil.Core.Events;
using Vigil.Core.Logs;

using Vigil.Testing;

namespace Vigil.Logs.Tests.Progress;

public class StepTrackerTests
{
    private static IEnumerable<long> Numbers(CollectedTraining seen) => seen.Steps.Select(step => step.Step);

    [Fact]
    public void Goes_on_counting_across_the_epochs_of_lightning()
    {
        CollectedTraining seen = CollectedTraining.Print(
            "Epoch 0:  50%|█████     | 5/10 [00:01<00:01, 5.00it/s, loss=0.5, v_num=1]\r",
            "Epoch 0: 100%|██████████| 10/10 [00:02<00:00, 5.00it/s, loss=0.4, v_num=1]\r",
            "Epoch 1:   0%|          | 0/10 [00:00<?, ?it/s, loss=0.4, v_num=1]\r",
            "Epoch 1:  50%|█████     | 5/10 [00:01<00:01, 5.00it/s, loss=0.3, v_num=1]\r");

        Numbers(seen).ShouldBe([5, 10, 15]);
        seen.Steps.Select(step => step.Epoch).ShouldBe([0, 0, 1]);
        seen.Steps[2].Loss.ShouldBe(0.3);
    }

    [Fact]
    public void Takes_a_bar_at_zero_for_the_start_and_not_for_a_step()
    {
        CollectedTraining seen = CollectedTraining.Print(
            "  0%|          | 0/2 [00:00<?, ?it/s]\r",
            " 50%|█████     | 1/2 [00:00<00:00, 10.0it/s, loss=0.5]\r",
            "100%|██████████| 2/2 [00:00<00:00, 10.0it/s, loss=0.4]\r");

        Numbers(seen).ShouldBe([1, 2]);
        seen.Steps[0].StepSeconds!.Value.ShouldBe(0.1, 1e-6);
    }

    [Fact]
    public void Goes_on_counting_across_the_epochs_of_keras()
    {
        CollectedTraining seen = CollectedTraining.Print(
            "Epoch 1/2",
            "\u001b[1m1/4\u001b[0m \u001b[32m━━━━\u001b[0m\u001b[37m━━━━\u001b[0m \u001b[1m1s\u001b[0m 100ms/step - loss: 0.9\b\b\b\b\b\b\b\b\r\u001b[1m4/4\u001b[0m \u001b[32m━━━━\u001b[0m \u001b[1m0s\u001b[0m 20ms/step - loss: 0.8",
            "Epoch 2/2",
            "4/4 ━━━━━━━━━━ 0s 20ms/step - loss: 0.7 - val_loss: 0.9");

        Numbers(seen).ShouldBe([1, 4, 8]);
        seen.Steps[^1].TotalSteps.ShouldBe(8);
        seen.Steps[^1].Loss.ShouldBe(0.7);
        seen.Steps[^1].Epoch.ShouldBe(2);
    }

    [Fact]
    public void Goes_on_counting_where_lines_count_within_an_epoch()
    {
        CollectedTraining seen = CollectedTraining.Print(
            "[Epoch 1/3] [Batch 0/50] [D loss: 0.69] [G loss: 0.71]",
            "[Epoch 1/3] [Batch 25/50] [D loss: 0.69] [G loss: 0.71]",
            "[Epoch 2/3] [Batch 0/50] [D loss: 0.69] [G loss: 0.71]",
            "[Epoch 3/3] [Batch 25/50] [D loss: 0.69] [G loss: 0.71]");

        Numbers(seen).ShouldBe([0, 25, 50, 125]);
        seen.Steps[0].TotalSteps.ShouldBe(150);
    }

    [Fact]
    public void Keeps_a_count_over_the_whole_training_as_printed() =>
        Numbers(CollectedTraining.Print(
            "Epoch: 1, step: 100/900, loss: 1.0",
            "Epoch: 1, step: 200/900, loss: 1.0",
            "Epoch: 1, step: 300/900, loss: 1.0",
            "Epoch: 2, step: 400/900, loss: 1.0",
            "Epoch: 2, step: 500/900, loss: 1.0")).ShouldBe([100, 200, 300, 400, 500]);

    [Fact]
    public void Takes_the_inner_of_two_nested_bars()
    {
        CollectedTraining seen = CollectedTraining.Print(
            "  0%|          | 0/2 [00:00<?, ?it/s]\r",
            "  0%|          | 0/4 [00:00<?, ?it/s]\u001b[A\r",
            " 50%|█████     | 2/4 [00:01<00:01, 2.00it/s]\u001b[A\r",
            "100%|██████████| 4/4 [00:02<00:00, 2.00it/s]\u001b[A\r",
            " 50%|█████     | 1/2 [00:02<00:02, 2.00s/it]\r",
            "  0%|          | 0/4 [00:00<?, ?it/s]\u001b[A\r",
            " 50%|█████     | 2/4 [00:01<00:01, 2.00it/s]\u001b[A\r");

        Numbers(seen).ShouldBe([2, 4, 6]);
        seen.Steps[^1].Epoch.ShouldBe(1);
    }

    [Fact]
    public void Takes_the_steps_and_not_the_epochs_of_named_bars() =>
        Numbers(CollectedTraining.Print(
            "Epoch:   0%|          | 0/3 [00:00<?, ?it/s]\r",
            "Iteration:  50%|█████     | 2/4 [00:01<00:01, 2.00it/s]\r",
            "Iteration: 100%|██████████| 4/4 [00:02<00:00, 2.00it/s]\r",
            "Epoch:  33%|███▎      | 1/3 [00:02<00:04, 2.00s/it]\r",
            "Iteration:  25%|██▌       | 1/4 [00:01<00:01, 2.00it/s]\r")).ShouldBe([2, 4, 5]);

    [Fact]
    public void Counts_epochs_where_nothing_finer_is_counted() =>
        Numbers(CollectedTraining.Print(
            "Epoch:   0%|          | 0/3 [00:00<?, ?it/s]\r",
            "Epoch:  33%|███▎      | 1/3 [00:02<00:04, 2.00s/it, loss=0.5]\r",
            "Epoch:  67%|██████▋   | 2/3 [00:04<00:02, 2.00s/it, loss=0.4]\r")).ShouldBe([1, 2]);

    [Fact]
    public void Ignores_the_evaluation_bar_inside_a_training_bar() =>
        Numbers(CollectedTraining.Print(
            "  1%|          | 1/100 [00:01<01:39, 1.00s/it]\r",
            "  2%|▏         | 2/100 [00:02<01:38, 1.00s/it]\r",
            "  0%|          | 0/5 [00:00<?, ?it/s]\r",
            " 60%|██████    | 3/5 [00:01<00:00, 3.00it/s]\r",
            "100%|██████████| 5/5 [00:01<00:00, 3.00it/s]\r",
            "{'eval_loss': 1.0, 'epoch': 0.02}",
            "  3%|▎         | 3/100 [00:05<01:38, 1.00s/it]\r")).ShouldBe([1, 2, 3]);

    [Fact]
    public void Follows_lines_that_count_inside_a_bar_of_epochs() =>
        Numbers(CollectedTraining.Print(
            " 10%|█         | 1/10 [00:01<00:09, 1.00s/it]\r",
            "epoch=1 step=101 loss=0.5",
            "epoch=1 step=102 loss=0.5",
            "epoch=1 step=103 loss=0.5",
            " 20%|██        | 2/10 [00:02<00:08, 1.00s/it]\r",
            "epoch=2 step=104 loss=0.5")).TakeLast(2).ShouldBe([103, 104]);

    [Fact]
    public void Takes_a_redrawn_bar_for_one_step_and_merges_its_values()
    {
        CollectedTraining seen = CollectedTraining.Print(
            " 10%|█         | 10/100 [00:01<00:09, 10.0it/s]\r",
            " 10%|█         | 10/100 [00:01<00:09, 10.0it/s, loss=0.5]\r",
            " 10%|█         | 10/100 [00:01<00:09, 10.0it/s, loss=0.5, lr=0.1]\r",
            " 11%|█         | 11/100 [00:01<00:09, 10.0it/s, loss=0.4]\r");

        Numbers(seen).ShouldBe([10, 11]);
        seen.Steps[0].Loss.ShouldBe(0.5);
        seen.Steps[0].LearningRate.ShouldBe(0.1);
    }

    [Fact]
    public void Counts_once_what_two_ranks_print() =>
        Numbers(CollectedTraining.Print(
            "[rank0]: step 1 loss 0.5", "[rank1]: step 1 loss 0.6", "[rank1]: step 2 loss 0.6",
            "[rank0]: step 2 loss 0.5", "[rank0]: step 3 loss 0.5", "[rank1]: step 3 loss 0.6")).ShouldBe([1, 2, 3]);

    [Fact]
    public void Goes_back_when_the_training_does() =>
        Numbers(CollectedTraining.Print(
            "step 100 loss 0.5", "step 101 loss 0.5", "Resuming from checkpoint out/90", "step 91 loss 0.5", "step 92 loss 0.5"))
            .ShouldBe([100, 101, 91, 92]);

    [Fact]
    public void Starts_at_a_higher_step_after_a_resume() =>
        Numbers(CollectedTraining.Print(" 50%|█████     | 500/1000 [00:00<?, ?it/s]\r", " 50%|█████     | 501/1000 [00:01<08:19, 1.00s/it]\r")).ShouldBe([500, 501]);

    [Fact]
    public void Shares_the_time_of_a_jump_among_its_steps()
    {
        var seen = new CollectedTraining();
        var reader = new OutputStepReader(seen);
        reader.Read(OutputStream.Merged, "step 10 loss 1\n"u8, 100);
        reader.Read(OutputStream.Merged, "step 20 loss 1\n"u8, 105);
        reader.Complete(105);

        seen.Steps[0].StepSeconds.ShouldBeNull();
        seen.Steps[1].StepSeconds!.Value.ShouldBe(0.5, 1e-9);
    }

    [Fact]
    public void Shares_the_time_of_a_burst_among_its_lines()
    {
        var seen = new CollectedTraining();
        var reader = new OutputStepReader(seen);
        reader.Read(OutputStream.Merged, "step 1 loss 1\n"u8, 100);
        reader.Read(OutputStream.Merged, "step 2 loss 1\nstep 3 loss 1\nstep 4 loss 1\nstep 5 loss 1\n"u8, 102);
        reader.Complete(102);

        seen.Steps.Skip(1).Select(step => step.StepSeconds).ShouldAllBe(seconds => Math.Abs(seconds!.Value - 0.5) < 1e-9);
    }

    [Fact]
    public void Shows_a_bar_that_was_not_redrawn_yet()
    {
        var seen = new CollectedTraining();
        var reader = new OutputStepReader(seen);
        reader.Read(OutputStream.Merged, Encoding.UTF8.GetBytes("\r 10%|█         | 10/100 [00:01<00:09, 10.0it/s]"), 100);
        reader.Tick(100.5);
        reader.Tick(101.6);

        Numbers(seen).ShouldBe([10]);
        reader.Read(OutputStream.Merged, "\r"u8, 102);
        reader.Complete(102);
        Numbers(seen).ShouldBe([10]);
    }

    [Theory]
    [InlineData("RuntimeError: CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; 31.75 GiB total capacity)", EventTypes.CudaOom)]
    [InlineData("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 1.00 GiB. GPU 0 has a total capacity of 8 GiB", EventTypes.CudaOom)]
    [InlineData("RuntimeError: CUDA error: out of memory", EventTypes.CudaOom)]
    [InlineData("torch.OutOfMemoryError: HIP out of memory. Tried to allocate 2 GiB", EventTypes.CudaOom)]
    [InlineData("RESOURCE_EXHAUSTED: Out of memory while trying to allocate 30.85GiB.", EventTypes.CudaOom)]
    [InlineData("# OOM during training step, skipping batch 1/3 #", EventTypes.CudaOom)]
    [InlineData("Saving at step 250", EventTypes.CheckpointSaved)]
    [InlineData("Saving model checkpoint to out/checkpoint-500", EventTypes.CheckpointSaved)]
    [InlineData("#### IMPORTANT RESUMING FROM out/last.safetensors ####", EventTypes.ResumedFrom)]
    [InlineData("Restored all states from the checkpoint at last.ckpt", EventTypes.ResumedFrom)]
    [InlineData("found NaN in local forward loss calculation", EventTypes.Nan)]
    public void Tells_of_an_event(string line, string type)
    {
        RunEvent told = CollectedTraining.Print("first", line).Events.ShouldHaveSingleItem();

        told.Type.ShouldBe(type);
        ((long)told.Details!["line"]!).ShouldBe(2);
    }

    [Theory]
    [InlineData("[deepspeed] OVERFLOW! Rank 0 Skipping step. Attempted loss scale: 65536, reducing to 32768")]
    [InlineData("Out of memory: Killed process 1234 (python)")]
    [InlineData("number of nan iterations:   0 |")]
    [InlineData("val_error: 0.12")]
    [InlineData("Starting training from iteration 0")]
    [InlineData("Epoch 0:   0%|          | 0/10 [00:00<?, ?it/s, loss=nan, v_num=1]")]
    public void Tells_of_no_event(string line) => CollectedTraining.Print(line).Events.ShouldBeEmpty();

    [Fact]
    public void Reads_which_batch_size_was_chosen()
    {
        CollectedTraining seen = CollectedTraining.Print("CUDA out of memory with batch=8. Reducing to batch=4 and retrying (1/3).");

        seen.Events.Select(told => told.Type).ShouldBe([EventTypes.BatchSizeChange, EventTypes.CudaOom], ignoreOrder: true);
        RunEvent change = seen.Events.Single(told => told.Type == EventTypes.BatchSizeChange);
        ((long)change.Details!["from"]!).ShouldBe(8);
        ((long)change.Details!["to"]!).ShouldBe(4);
    }

    [Fact]
    public void Tells_when_sampling_starts_and_ends()
    {
        CollectedTraining seen = CollectedTraining.Print(
            "my_run:  10%|█ | 10/100 [00:10<01:30, 1.00s/it, loss: 0.5]\r",
            "Generating Images:   0%|          | 0/2 [00:00<?, ?it/s]\r",
            "Generating Images:  50%|█████     | 1/2 [00:01<00:01, 1.00s/it]\r",
            "Generating Images: 100%|██████████| 2/2 [00:02<00:00, 1.00s/it]\r",
            "my_run:  11%|█ | 11/100 [00:13<01:30, 1.00s/it, loss: 0.5]\r");

        seen.Events.Select(told => told.Type).ShouldBe([EventTypes.SamplingStart, EventTypes.SamplingEnd]);
        Numbers(seen).ShouldBe([10, 11]);
    }

    [Fact]
    public void Does_not_flood_with_events()
    {
        CollectedTraining seen = CollectedTraining.Print([.. Enumerable.Repeat("CUDA out of memory", 200)]);

        seen.Events.Count.ShouldBe(31);
        seen.Events[^1].Integer("left_out").ShouldBe(170);
    }

    [Fact]
    public void Takes_saving_and_saved_for_one_checkpoint() =>
        CollectedTraining.Print("step 200 loss 1", "Saving at step 200", "Saved checkpoint to a.pt", "step 210 loss 1", "Saving at step 400", "Saved checkpoint to a.pt")
            .Events.Select(saved => (saved.Type, saved.Integer("step"))).ShouldBe([(EventTypes.CheckpointSaved, 200), (EventTypes.CheckpointSaved, 400)]);

    [Fact]
    public void Ends_a_sampling_with_its_line_or_with_the_next_step() =>
        CollectedTraining.Print("step 1 loss 1", "Sampling at step 1", "Sampled 16 images to a.png", "step 2 loss 1", "Generating samples", "step 3 loss 1")
            .Events.Select(sampling => sampling.Type).ShouldBe([EventTypes.SamplingStart, EventTypes.SamplingEnd, EventTypes.SamplingStart, EventTypes.SamplingEnd]);

    [Fact]
    public void Shortens_the_text_of_an_event() =>
        ((string)CollectedTraining.Print("CUDA out of memory " + new string('x', 5000)).Events.Single().Details!["text"]!).Length.ShouldBe(512);
}
