/** The two screens that everything has to look right on. */
export const desktop = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };
