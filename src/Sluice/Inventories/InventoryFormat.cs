namespace Sluice.Inventories;

/// <summary>The form of an inventory's data files (S3 User Guide, "Amazon S3 Inventory"). ORC is refused by name.</summary>
public enum InventoryFormat
{
    /// <summary>Parquet.</summary>
    Parquet,

    /// <summary>CSV in gzip, keys URL-encoded, no header line.</summary>
    Csv,
}
