using Sluice.Engine;
using Sluice.Transfer;
using Sluice.Transfer.Items;

namespace Sluice.Sync.Preconditions;

/// <summary>
/// A question asked on a worker before an item is touched. Null lets it go on; anything else is how it ends, which may
/// be no failure: an item that turns out to be the same is skipped.
/// </summary>
internal delegate ItemFailure? Precondition(ItemTransfer item, Worker worker);
