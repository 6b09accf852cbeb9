using Vigil.Core.Training;

using Vigil.Testing;

namespace Vigil.Logs.Tests.Progress;

/// <summary>One case for each format: a line, and what it must yield.</summary>
public class StepFormatTests
{
    [Theory]
    [InlineData(" 76%|███████▌  | 7568/10000 [00:33<00:10, 229.00it/s]", 7568)]
    [InlineData(" 12%|█▏| 12/100 [00:33<04:10, 2.80s/it, loss=0.25, lr=1e-4]", 12, 0.25, 1e-4)]
    [InlineData("123it [00:05, 24.0it/s, loss=1.5]", 123, 1.5)]
    [InlineData("Epoch 0:  40%|████      | 40/100 [00:04<00:06, 9.90batch/s, loss=0.5]", 40, 0.5)]
    [InlineData("Training:   1%|          | 10/1000 [00:04<06:40,  2.47steps/s, loss: 0.5, lr: 0.001]", 10, 0.5, 0.001)]
    [InlineData("Steps:   1%|          | 10/1000 [00:05<08:00,  2.05it/s, lr=0.0001, step_loss=0.12]", 10, 0.12, 1e-4)]
    [InlineData("2|61|Loss: 2.25:   0%|▏  | 61/2000 [00:24<3:55:01, 1.83it/s]", 61, 2.25)]
    [InlineData("my_run:  13%|█▎ | 250/2000 [05:10<36:10, 1.24s/it, lr: 2.0e-04 loss: 3.5e-01]", 250, 0.35, 2e-4)]
    [InlineData("my_run:  13%|█▎ | 250/2000 [05:10<36:10, 1.24s/it, loss=0.5]Traceback (most recent call last):", 250, 0.5)]
    [InlineData(" 13%|█▎ | 251/2000 [05:10<36:10, 1.24s/it]Killed", 251)]
    [InlineData("[rank0]:  13%|█▎ | 252/2000 [05:10<36:10, 1.24s/it]", 252)]
    [InlineData("938/938 ━━━━━━━━━━━━━━━━━━━━ 3s 2ms/step - accuracy: 0.81 - loss: 0.55", 938, 0.55)]
    [InlineData("100/938 [==>...........................] - ETA: 3s - loss: 0.75 - accuracy: 0.6", 100, 0.75)]
    [InlineData(" 12/Unknown - 3s 20ms/step - loss: 0.5", 12, 0.5)]
    [InlineData("Epoch 0 ━━━━━━╸━━━━━ 307/938 0:00:01 • 0:00:02 289.04it/s v_num: 51 train_loss: 0.2", 307, 0.2)]
    [InlineData("step=10, skipped=0, lr=[0.001, 0.001], mom=[(0.9, 0.999)]", 10, null, 0.001)]
    [InlineData("epoch=0/micro_step=10/global_step=5, RunningAvgSamplesPerSec=12.5, CurrSamplesPerSec=13, MemAllocated=1.5GB, MaxMemAllocated=2.5GB", 5)]
    [InlineData(" [2026-01-02 03:04:05] iteration       20/     300 | consumed samples: 40 | elapsed time per iteration (ms): 4000.0 | learning rate: 1.000000E-04 | global batch size: 2 | lm loss: 3.000000E+00 | loss scale: 1.0 | grad norm: 1.5 | number of skipped iterations:   0 | number of nan iterations:   0 |", 20, 3.0, 1e-4)]
    [InlineData(" iteration       21/     300 | lm loss: 2.500000E+00 | grad norm: 1.5 |", 21, 2.5)]
    [InlineData("Step 7 | loss:1.75 lr:2e-05 tokens_per_second_per_gpu:120.5", 7, 1.75, 2e-5)]
    [InlineData("epoch=3 step=120 loss=0.12 lr=1e-3", 120, 0.12, 1e-3)]
    [InlineData("Epoch [1/5], Step [100/600], Loss: 0.25", 100, 0.25)]
    [InlineData("Train Epoch: 1 [640/60000 (1%)]\tLoss: 2.29", 640, 2.29)]
    [InlineData("iter 100: loss 3.4, time 20.5ms, mfu 1.2%", 100, 3.4)]
    [InlineData("step 250: train loss 2.1, val loss 2.2", 250, 2.1)]
    [InlineData("2026-01-02 03:04:05 | INFO | train | epoch 001:    100 / 500 loss=3.2, ppl=9.1, lr=0.0005, gnorm=0.7", 100, 3.2, 5e-4)]
    [InlineData("01/02 03:04:05 - mmengine - INFO - Epoch(train)  [1][  50/1250]  lr: 1.0e-02  eta: 1:02:03  time: 0.25  data_time: 0.01  loss: 0.9", 50, 0.9, 0.01)]
    [InlineData("[01/02 03:04:05 d2.utils.events]:  eta: 0:10:00  iter: 19  total_loss: 1.2  loss_cls: 0.7  time: 0.3  data_time: 0.01  lr: 0.002", 19, 1.2, 0.002)]
    [InlineData("{\"step\": 10, \"loss\": 1.25, \"lr\": 0.5}", 10, 1.25, 0.5)]
    [InlineData("completed step: 5, seconds: 1.25, TFLOP/s/device: 100.1, Tokens/s/device: 2000.5, total_weights: 65536, loss: 8.5", 5, 8.5)]
    [InlineData("| epoch   1 |   200/ 2983 batches | lr 20.50 | ms/batch 12.50 | loss  7.60 | ppl  1998", 200, 7.6, 20.5)]
    [InlineData("step    73 | loss: 8.4 | lr 6.0e-05 | norm: 0.5 | dt: 1500.0ms | tok/sec: 27888.04", 73, 8.4, 6e-5)]
    [InlineData("(RayWorker pid=4242) {'loss': 1.5, 'step': 3}", 3, 1.5)]
    [InlineData("[1,0]<stdout>:iter: 30 loss: 0.75 lr: 0.1", 30, 0.75, 0.1)]
    [InlineData("0: step 31 loss 0.75", 31, 0.75)]
    [InlineData("[1,  2000] loss: 2.125", 2000, 2.125)]
    [InlineData("Training loss (for 1 batch) at step 200: 0.9375", 200, 0.9375)]
    [InlineData("Train: 1 [ 100/1251 (  8%)]  Loss: 6.94 (6.95)  Time: 0.123s, 2081.31/s  LR: 1.0e-06  Data: 0.01 (0.02)", 100, 6.94, 1e-6)]
    [InlineData("(epoch: 1, iters: 400, time: 0.2, data: 0.003) G_GAN: 0.9 D_real: 0.5", 400)]
    [InlineData("INFO:tensorflow:loss = 2.25, step = 100 (8.1 sec)", 100, 2.25)]
    [InlineData("[W] Epoch: [0]  [ 20/782]  eta: 0:04:05  lr: 0.0005  loss: 6.9 (6.95)  time: 0.15  data: 0.003  max mem: 997", 20, 6.9, 5e-4)]
    public void Reads_a_step(string line, long step, double? loss = null, double? learningRate = null)
    {
        StepReading reading = CollectedTraining.Print(line).Steps.ShouldHaveSingleItem();

        reading.Step.ShouldBe(step);
        reading.Loss.ShouldBe(loss);
        reading.LearningRate.ShouldBe(learningRate);
        reading.Source.ShouldBe(StepSource.Output);
    }

    [Theory]
    [InlineData("val_error: 0.12")]
    [InlineData("0 errors")]
    [InlineData("Loading weights: 50%|█████     | 100/200 [00:01<00:01, 99.0it/s]")]
    [InlineData("Loading weights 50%")]
    [InlineData("Loading checkpoint shards: 100%|██████████| 2/2 [00:05<00:00,  2.50s/it]")]
    [InlineData("Downloading: 100%|██████████| 440M/440M [00:10<00:00, 42.0MB/s]")]
    [InlineData("model.safetensors:  25%|██▌       | 110/440 [00:10<00:30, 11.0MB/s]")]
    [InlineData("Map (num_proc=4):  10%|█ | 1000/10000 [00:01<00:09, 1000.00 examples/s]")]
    [InlineData("100%|██████████| 9912422/9912422 [00:00<00:00, 37000000.00it/s]")]
    [InlineData("   ━━━━━━━━━━━━━━━━━━━━ 1.2/1.2 MB 5.6 MB/s eta 0:00:00")]
    [InlineData("Validation DataLoader 0:  50%|█████     | 10/20 [00:01<00:01, 9.0it/s]")]
    [InlineData("Sanity Checking DataLoader 0: 100%|██████████| 2/2 [00:00<00:00, 30.0it/s]")]
    [InlineData("Test set: Average loss: 0.25, Accuracy: 9000/10000 (90%)")]
    [InlineData("connecting to 10.0.0.1:29500 at 2026-01-02 03:04:05")]
    [InlineData("see https://example.org/step/12/loss=3?epoch=4 for the batch")]
    [InlineData("Early stopping triggered at epoch 36")]
    [InlineData("Namespace(batch_size=8, epoch=0, lr=0.1, step=3, loss='mse')")]
    [InlineData("batch_size: 8, learning_rate: 0.001, epochs: 10")]
    [InlineData("{'learning_rate': 0.1, 'batch_size': 8, 'epochs': 3}")]
    [InlineData("  Total optimization steps = 375")]
    [InlineData("epoch 001 | valid on 'valid' subset | loss 5.2 | ppl 36.7")]
    [InlineData("Epoch(val) [1][50/125]    time: 0.25  loss: 0.3")]
    [InlineData("  File \"/opt/train.py\", line 100, in training_step")]
    public void Finds_no_step_in_other_lines(string line) =>
        CollectedTraining.Print(line).Steps.ShouldBeEmpty();

    [Fact]
    public void Reads_every_field_of_a_megatron_line()
    {
        StepReading reading = CollectedTraining.Print(
            " iteration        7/      30 | consumed samples:  14 | elapsed time per iteration (ms): 2500.0 | learning rate: 1.0E-04 | global batch size:     2 | lm loss: 3.0E+00 | loss scale: 8.0 | grad norm: 1.25 | number of nan iterations:   0 |").Steps.Single();

        reading.TotalSteps.ShouldBe(30);
        reading.StepSeconds.ShouldBe(2.5);
        reading.BatchSize.ShouldBe(2);
        reading.GradientNorm.ShouldBe(1.25);
        reading.Others.ShouldContain(new KeyValuePair<string, double>("loss scale", 8));
        reading.Others.ShouldContain(new KeyValuePair<string, double>("consumed samples", 14));
    }

    [Theory]
    [InlineData("[Epoch 1/3] [Batch 10/50] [D loss: 0.69] [G loss: 0.71]", 10, 0.69, 0.71)]
    [InlineData("[0/5][50/1583]\tLoss_D: 1.4\tLoss_G: 5.2\tD(x): 0.4\tD(G(z)): 0.5 / 0.1", 50, 1.4, 5.2)]
    [InlineData("Epoch [0/5] Batch 3/10 Loss D: 1.5, loss G: 2.5", 3, 1.5, 2.5)]
    public void Reads_both_losses_of_a_gan(string line, long step, double discriminator, double generator)
    {
        StepReading reading = CollectedTraining.Print(line).Steps.Single();

        reading.Step.ShouldBe(step);
        reading.DiscriminatorLoss.ShouldBe(discriminator);
        reading.GeneratorLoss.ShouldBe(generator);
        reading.Loss.ShouldBeNull();
    }

    [Theory]
    [InlineData("      1/20      1.19G      1.0      3.0      1.5          2        640: 100%|██████████| 4/4 [00:01<00:00, 2.66it/s]")]
    [InlineData("      1/20      1.19G      1.0      3.0      1.5          2        640: 100% 4/4 [00:01<00:00, 2.66it/s]")]
    [InlineData("      1/20      1.19G      1.0      3.0      1.5          2        640: 100% ━━━━━━━━━━━━ 4/4 4.5it/s 0.9s")]
    public void Reads_the_columns_of_yolo(string line)
    {
        StepReading reading = CollectedTraining.Print(line).Steps.Single();

        reading.Step.ShouldBe(4);
        reading.TotalSteps.ShouldBe(80);
        reading.Epoch.ShouldBe(1);
        reading.Loss.ShouldBe(5.5);
    }

    [Theory]
    [InlineData("{'loss': 2.5, 'grad_norm': 18.5, 'learning_rate': 5e-05, 'epoch': 0.02}")]
    [InlineData("{'loss': '2.5', 'grad_norm': '18.5', 'learning_rate': '5e-05', 'epoch': '0.02'}")]
    public void Adds_a_dictionary_to_the_step_of_the_bar(string line)
    {
        CollectedTraining seen = CollectedTraining.Print(
            "  1%|          | 10/1000 [00:05<08:00,  2.05it/s]\r", line, "  1%|          | 11/1000 [00:05<08:00,  2.05it/s]\r");

        seen.Steps.Select(step => step.Step).ShouldBe([10, 11]);
        seen.Steps[0].Loss.ShouldBe(2.5);
        seen.Steps[0].GradientNorm.ShouldBe(18.5);
        seen.Steps[0].LearningRate.ShouldBe(5e-5);
        seen.Steps[0].Epoch.ShouldBe(0.02);
        seen.Steps[1].Loss.ShouldBeNull();
    }

    [Fact]
    public void Counts_dictionaries_where_nothing_else_counts() =>
        CollectedTraining.Print(
            "{'loss': 2.5, 'epoch': 0.1}",
            "{'loss': 2.25, 'epoch': 0.2}",
            "{'eval_loss': 2.0, 'epoch': 0.2}",
            "{'train_runtime': 12.5, 'train_samples_per_second': 25.1, 'train_loss': 0.456, 'epoch': 3.0}")
            .Steps.Select(step => (step.Step, step.Loss)).ShouldBe([(1, 2.5), (2, 2.25)]);
}
