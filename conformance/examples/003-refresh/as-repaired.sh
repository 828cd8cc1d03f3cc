curl 'https://<workfront host>/integrations/oauth2/api/v1/token' \
  --header 'accept: application/json' \
  --header 'cache-control: no-cache' \
  --header 'content-type: application/x-www-form-urlencoded' \
  --data 'grant_type=refresh_token&client_id=<clientID>&redirect_uri=<urlencode(redirectURL)>&refresh_token=<urlencode(refresh_token)>'
