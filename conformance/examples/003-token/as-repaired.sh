curl 'https://<workfront host>/integrations/oauth2/api/v1/token' \
  --header 'accept: application/json' \
  --header 'cache-control: no-cache' \
  --header 'content-type: application/x-www-form-urlencoded' \
  --data 'grant_type=authorization_code&client_id=<clientID>&redirect_uri=<urlencode(redirectURL)>&code=<urlencode(code)>&code_verifier=N28zVMsKU6ptUjHaYWg3T1NFTDQqcW1R4BU5NXywapNac4hhfkxjwfhZQat'
