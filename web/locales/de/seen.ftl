# Was Menschen voneinander sehen, und von dem, was auf sie wartet.
front-more = Weitere Organisationen
