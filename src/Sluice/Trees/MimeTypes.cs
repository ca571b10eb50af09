using System.Collections.Frozen;

namespace Sluice.Trees;

/// <summary>MIME types by file extension: what browsers and tools expect of common files (IANA media types, WHATWG MIME Sniffing).</summary>
public static class MimeTypes
{
    const string Table = """
        text/plain txt log conf cfg ini text list def diff patch
        text/html html htm xhtml
        text/css css
        text/csv csv
        text/tab-separated-values tsv
        text/markdown md markdown
        text/javascript js mjs
        text/xml xsl
        text/calendar ics
        text/vcard vcf
        text/x-python py
        text/x-c c h cc cpp hpp
        text/x-java-source java
        text/x-csharp cs
        text/x-go go
        text/x-rust rs
        text/vtt vtt
        application/json json map
        application/ld+json jsonld
        application/geo+json geojson
        application/x-ndjson ndjson jsonl
        application/xml xml xsd rng
        application/yaml yaml yml
        application/toml toml
        application/sql sql
        application/x-sh sh bash
        application/pdf pdf
        application/rtf rtf
        application/postscript ps eps ai
        application/zip zip
        application/gzip gz tgz
        application/x-bzip2 bz2
        application/x-xz xz
        application/zstd zst
        application/x-lz4 lz4
        application/x-7z-compressed 7z
        application/vnd.rar rar
        application/x-tar tar
        application/java-archive jar war
        application/wasm wasm
        application/vnd.apache.parquet parquet
        application/vnd.apache.arrow.file arrow feather
        application/vnd.sqlite3 sqlite sqlite3 db
        application/x-hdf5 h5 hdf5
        application/x-netcdf nc cdf
        application/dicom dcm
        application/epub+zip epub
        application/msword doc
        application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
        application/vnd.ms-excel xls
        application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
        application/vnd.ms-powerpoint ppt
        application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
        application/vnd.oasis.opendocument.text odt
        application/vnd.oasis.opendocument.spreadsheet ods
        application/vnd.oasis.opendocument.presentation odp
        application/vnd.apple.mpegurl m3u8
        application/dash+xml mpd
        application/x-iso9660-image iso
        application/vnd.debian.binary-package deb
        application/x-rpm rpm
        image/png png
        image/jpeg jpg jpeg jpe
        image/gif gif
        image/webp webp
        image/avif avif
        image/heic heic
        image/svg+xml svg svgz
        image/bmp bmp
        image/tiff tif tiff
        image/x-icon ico
        image/vnd.adobe.photoshop psd
        image/jxl jxl
        audio/mpeg mp3
        audio/mp4 m4a
        audio/ogg ogg oga opus
        audio/flac flac
        audio/wav wav
        audio/aac aac
        audio/midi mid midi
        video/mp4 mp4 m4v
        video/webm webm
        video/x-matroska mkv
        video/quicktime mov
        video/x-msvideo avi
        video/mpeg mpg mpeg
        video/mp2t ts
        video/ogg ogv
        font/woff woff
        font/woff2 woff2
        font/ttf ttf
        font/otf otf
        model/gltf+json gltf
        model/gltf-binary glb
        """;

    static readonly FrozenDictionary<string, string> ByExtension = Read();
    static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> ByExtensionSpan = ByExtension.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The type of a file of this name; null for one that is not known, which leaves it to the store.</summary>
    public static string? Of(ReadOnlySpan<char> name)
    {
        int dot = name.LastIndexOf('.');
        int slash = name.LastIndexOf('/');
        return dot > slash && ByExtensionSpan.TryGetValue(name[(dot + 1)..], out string? type) ? type : null;
    }

    static FrozenDictionary<string, string> Read()
    {
        Dictionary<string, string> types = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in Table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ');
            foreach (string extension in words.AsSpan(1))
                types.Add(extension, words[0]);
        }
        return types.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
