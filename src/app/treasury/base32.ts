const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/** One character for each byte (its low five bits), in the alphabet of person ids. For names, not for content. */
export const base32 = (bytes: Uint8Array): string => Array.from(bytes, (byte) => alphabet[byte & 31]).join('')
