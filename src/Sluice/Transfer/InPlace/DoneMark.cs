namespace Sluice.Transfer.InPlace;

/// <summary>What a journal has of an object that is changed where it is.</summary>
/// <param name="Fingerprint">By which it is noted when it is done; null where nothing is.</param>
/// <param name="WasDone">An earlier run of the command has done it. It may have been changed since.</param>
internal readonly record struct DoneMark(UInt128? Fingerprint, bool WasDone);
