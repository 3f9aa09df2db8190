/** How many bytes, as dskit's flagext.Bytes takes them: `64KiB`, `1MiB512B`, `10MB`, `0`; never a number alone. Source: alecthomas/units. */
export const bytesPattern =
  '^[-+]?(?:0|(?:(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[KMGTPE]iB|B))+|(?:(?:\\d+(?:\\.\\d*)?|\\.\\d+)[KMGTPE]?B)+)$';
