// Shows what the server pushes while no page is open, and opens the page that it is about.
self.addEventListener('push', (event) => {
  const message = event.data ? event.data.json() : { title: '' }
  event.waitUntil(self.registration.showNotification(message.title, { body: message.body, tag: message.id, icon: '/emblem.svg', data: message.link }))
})
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const link = event.notification.data || '/messages'
  event.waitUntil(self.clients.openWindow(new URL(link, self.location.origin).href))
})
