namespace DotnetTrainer;

/// <summary>
/// A network of one hidden layer that learns which of two intertwined spirals a point lies on, by stochastic gradient
/// descent on data that it makes: no straight line separates the two.
/// </summary>
internal sealed class SpiralNetwork(int hidden, int seed)
{
    private readonly Random _random = new(seed);
    private readonly double[] _inWeights = Initial(hidden * 2, seed, scale: 1.5);
    private readonly double[] _inBiases = Initial(hidden, seed + 1, scale: 1.5);
    private readonly double[] _outWeights = Initial(hidden, seed + 2, scale: 1 / Math.Sqrt(hidden));
    private readonly double[] _activations = new double[hidden];
    private double _outBias;

    /// <summary>Makes a batch of points with their spiral, 0 or 1.</summary>
    public (double X, double Y, double Label)[] MakeBatch(int size)
    {
        var batch = new (double, double, double)[size];
        for (int i = 0; i < size; i++)
        {
            int label = i % 2;
            double turn = 0.3 + (_random.NextDouble() * 1.2);
            double angle = (turn * Math.PI) + (label * Math.PI);
            batch[i] = (turn * Math.Cos(angle) * 2, turn * Math.Sin(angle) * 2, label);
        }

        return batch;
    }

    /// <summary>One step of gradient descent on a batch.</summary>
    /// <returns>Mean cross-entropy of the batch before the step, and the norm of the gradient of the output layer.</returns>
    public (double Loss, double GradientNorm) Train((double X, double Y, double Label)[] batch, double learningRate)
    {
        double loss = 0;
        double squares = 0;
        foreach ((double x, double y, double label) in batch)
        {
            double output = _outBias;
            for (int j = 0; j < hidden; j++)
            {
                _activations[j] = Math.Tanh((_inWeights[2 * j] * x) + (_inWeights[(2 * j) + 1] * y) + _inBiases[j]);
                output += _outWeights[j] * _activations[j];
            }

            double probability = 1 / (1 + Math.Exp(-output));
            loss -= Math.Log(Math.Max(1e-12, label > 0 ? probability : 1 - probability));
            double error = probability - label;
            for (int j = 0; j < hidden; j++)
            {
                double gradient = error * _activations[j];
                double inner = error * _outWeights[j] * (1 - (_activations[j] * _activations[j]));
                squares += gradient * gradient;
                _outWeights[j] -= learningRate * gradient;
                _inWeights[2 * j] -= learningRate * inner * x;
                _inWeights[(2 * j) + 1] -= learningRate * inner * y;
                _inBiases[j] -= learningRate * inner;
            }

            _outBias -= learningRate * error;
        }

        return (loss / batch.Length, Math.Sqrt(squares / batch.Length));
    }

    private static double[] Initial(int count, int seed, double scale)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => ((random.NextDouble() * 2) - 1) * scale)];
    }
}
