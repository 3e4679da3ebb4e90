# Was Menschen voneinander sehen, und von dem, was auf sie wartet.
front-more = Weitere Organisationen

## Was aus Entwürfen wird
notification-handed-in = hat eingereicht und bittet Sie, es zu lesen:
notification-sent-back = hat Ihren Entwurf mit einem Hinweis zurückgegeben:
notification-approved = hat veröffentlicht, was Sie eingereicht haben:
