namespace Vigil.Collection.Recording.Ending;

/// <summary>A signal that Vigil received and passed on to the program.</summary>
/// <param name="Number">Its number.</param>
/// <param name="UnixSeconds">When.</param>
public readonly record struct PassedSignal(int Number, double UnixSeconds);
