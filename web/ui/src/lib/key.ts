/** Keys as there is room for them. */

/** "A minor" is written "Am", "F# major" "F#"; anything else as it comes. */
export const keyText = (key: string): string => key.replace(/\s+minor$/i, 'm').replace(/\s+major$/i, '');
