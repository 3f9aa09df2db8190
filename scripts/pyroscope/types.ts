/** JSON Schemas of single values: what the server can decode, once the YAML's scalars are resolved as it resolves them. */
import { bytesPattern } from '../../src/pyroscope/bytes.ts';

/** Go's time.ParseDuration, without the bound of 292 years. */
const goDuration = '^[-+]?(?:0|(?:(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:ns|us|\\u00b5s|\\u03bcs|ms|s|m|h))+)$';
/** Prometheus's model.ParseDuration: each unit at most once, from years to milliseconds. */
const prometheusDuration =
  '^(?:0|(?=\\d)(?:\\d+y)?(?:\\d+w)?(?:\\d+d)?(?:\\d+h)?(?:\\d+m(?!s))?(?:\\d+s)?(?:\\d+ms)?)$';
const time = '^\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:[Zz]|[-+]\\d\\d:\\d\\d)$';

const scalar = ['string', 'number', 'boolean', 'null'];
const text = { type: scalar };
const strings = { type: ['array', 'null'], items: text };

/** By the name of the type, blanks as dashes. `null` is there each time: a key without a value keeps its default. */
export const typeSchemas = {
  boolean: { type: ['boolean', 'null'] },
  int: { type: ['integer', 'null'], minimum: -(2 ** 63), exclusiveMaximum: 2 ** 63 },
  int32: { type: ['integer', 'null'], minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  uint: { type: ['integer', 'null'], minimum: 0, exclusiveMaximum: 2 ** 64 },
  float: { type: ['number', 'null'] },
  string: text,
  'string-csv': text,
  bytes: { type: ['string', 'integer', 'null'], pattern: bytesPattern, minimum: 0, maximum: 0 },
  'duration-go': { type: ['string', 'null'], pattern: goDuration },
  'duration-prometheus': { type: ['string', 'integer', 'null'], pattern: prometheusDuration, minimum: 0, maximum: 0 },
  time: { type: ['string', 'null'], pattern: time },
  'time-or-auto': { type: ['string', 'null'], pattern: `^auto$|${time}` },
  'list-of-string': strings,
  'list-of-string-or-string-csv': { type: ['array', ...scalar], items: text },
  'list-of-uint': { type: ['array', 'null'], items: { $ref: '#/$defs/uint' } },
  'list-of-duration-go': { type: ['array', 'null'], items: { $ref: '#/$defs/duration-go' } },
  'map-of-string': { type: ['object', 'null'], additionalProperties: text },
  'list-of-recording-rule': { type: ['array', 'null'], items: { type: ['object', 'null'] } },
  'list-of-relabel-config': {
    type: ['array', 'null'],
    items: {
      type: ['object', 'null'],
      properties: {
        source_labels: strings,
        separator: text,
        target_label: text,
        regex: text,
        modulus: { $ref: '#/$defs/uint' },
        replacement: text,
        action: text,
      },
      additionalProperties: false,
    },
  },
};
