/** Preset dictionary 1. Never edit: it is part of the format of rows. */
export const dictionaryV1 = '{"orderNumber":"","orderProgress":100,"subStatusId":null}';
