/** As many entries as one request may name. */
export const limitsOfSelection = { max: 100 } as const;
