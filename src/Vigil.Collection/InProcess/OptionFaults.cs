using System.Globalization;

namespace Vigil.Collection.InProcess;

/// <summary>Gathers what is wrong with settings, so that all of it is told at once.</summary>
internal sealed class OptionFaults
{
    private readonly List<string> _faults = [];

    /// <summary>Demands a number within bounds, both included.</summary>
    public OptionFaults Require(string name, double value, double minimum, double maximum)
    {
        if (!(value >= minimum && value <= maximum))
        {
            _faults.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it must lie between {minimum} and {maximum}."));
        }

        return this;
    }

    /// <summary>Demands that something holds.</summary>
    public OptionFaults Require(bool holds, string fault)
    {
        if (!holds)
        {
            _faults.Add(fault);
        }

        return this;
    }

    /// <summary>Throws when anything was wrong.</summary>
    /// <exception cref="ArgumentException">With every fault.</exception>
    public void ThrowIfAny(string parameter)
    {
        if (_faults.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", _faults), parameter);
        }
    }
}
