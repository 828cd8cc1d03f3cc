openssl req -x509 -sha256 -nodes -newkey rsa:2048 -keyout private.key -out certificate_pub.crt -subj /CN=workfront-jwt -days 730
